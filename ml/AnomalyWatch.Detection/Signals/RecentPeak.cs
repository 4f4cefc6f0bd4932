using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Signals;

/// <summary>The most invocations of a calm minute or of a burst that has ended, halved every day: a size seen before is no news.</summary>
public sealed class RecentPeak
{
    private static readonly double Decay = Math.Pow(0.5, 1d / (24 * 60));

    private double _burst;

    /// <summary>The peak.</summary>
    public double Value { get; private set; }

    /// <summary>Takes in a minute of a burst. It counts only once the burst has ended, so that it is not its own excuse.</summary>
    public void LearnBurst(double count) => _burst = Math.Max(_burst, count);

    /// <summary>Takes in a calm minute.</summary>
    public void LearnCalm(double count)
    {
        Value = Math.Max(Value * Decay, Math.Max(count, _burst));
        _burst = 0;
    }

    internal void Write(StateWriter writer)
    {
        writer.Number8(Value);
        writer.Number8(_burst);
    }

    internal void Restore(ref StateReader reader)
    {
        Value = reader.Number8();
        _burst = reader.Number8();
    }
}
