using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Signals;

/// <summary>The running mean and variance of one signal: a plain average at first, then exponentially weighted with a half-life of <c>halfLife</c> values.</summary>
public sealed class Baseline(double halfLife)
{
    private readonly double _slowest = 1 - Math.Pow(0.5, 1 / halfLife);

    /// <summary>How many values it has seen.</summary>
    public long Seen { get; private set; }

    /// <summary>The mean.</summary>
    public double Mean { get; private set; }

    /// <summary>The variance.</summary>
    public double Variance { get; private set; }

    /// <summary>Takes in a value.</summary>
    public void Learn(double value)
    {
        Seen++;
        var weight = Math.Max(_slowest, 1d / Seen);
        var delta = value - Mean;
        Mean += weight * delta;
        Variance = (1 - weight) * (Variance + (weight * delta * delta));
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(Seen);
        writer.Number8(Mean);
        writer.Number8(Variance);
    }

    internal void Restore(ref StateReader reader)
    {
        Seen = reader.Count(StateReader.MaxCount);
        Mean = reader.Number8();
        Variance = reader.Number8();
    }
}
