using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// Something that befalls a share of the invocations: failures, refusals, cold starts. The count is held against the function's own share times
/// the invocations of the window, in standard deviations of a Poisson count: a z-score of the share would explode where there are next to none.
/// </summary>
public sealed class ShareSignal(Signal signal, AnomalyKind kind)
{
    private const double TimesExpected = 2;
    private const double AtLeast = 5;

    /// <summary>Of a function that is called less than ten times a minute this share is enough, or it could fail for hours unnoticed.</summary>
    private const double AtLeastShare = 0.5;

    /// <summary>Half an event per hundred invocations is assumed of a function that has shown none, so that the first failure ever is no sensation.</summary>
    private const double PriorShare = 0.005;

    private static readonly CalibrationPrior Prior = new(Shape: 0.3, Strength: 10, Floor: 1.5);

    private readonly Baseline _counts = new(halfLife: 360);
    private readonly Baseline _invocations = new(halfLife: 360);
    private readonly TailCalibration _tail = new(Prior);
    private readonly EvidenceRing _ring = new();
    private readonly Delay<Held> _delay = new();

    /// <summary>Judges a window in which <paramref name="count"/> of the invocations were of the kind.</summary>
    public Reading Read(FunctionWindow window, long count)
    {
        var share = (_counts.Mean + PriorShare) / (_invocations.Mean + 1);
        var invocations = Befallen(window, count);
        var expected = share * invocations;
        var deviation = (count - expected) / Math.Sqrt(expected + 1);
        var score = count >= (TimesExpected * expected) + Math.Min(AtLeast, AtLeastShare * invocations) ? _tail.Score(deviation) : 0;
        var high = expected + (score > 0 ? _tail.DeviationAt(Reading.ExpectedEdge) * Math.Sqrt(expected + 1) : 0);
        return new Reading(signal, kind, count, 0, high, deviation, score, _ring.Weigh(score));
    }

    /// <summary>Takes in a judged window; nothing of an anomalous one, or the next would look usual.</summary>
    public void Learn(in Reading reading, FunctionWindow window, bool isAnomalous)
    {
        _ring.Learn(reading.Score);
        if (!isAnomalous && _delay.Push(new Held(reading.Observed, Befallen(window, reading.Observed), TailCalibration.BinOf(reading.Deviation)), out var due))
        {
            _counts.Learn(due.Count);
            _invocations.Learn(due.Invocations);
            _tail.LearnBin(due.Bin);
        }
    }

    /// <summary>The start of an instance told alone stands for a call that may end in the next minute.</summary>
    private static double Befallen(FunctionWindow window, double count) => Math.Max(window.Invocations, count);

    internal void Write(StateWriter writer)
    {
        _counts.Write(writer);
        _invocations.Write(writer);
        _tail.Write(writer);
        _ring.Write(writer);
        writer.Count(_delay.Count);
        for (var i = 0; i < _delay.Count; i++)
        {
            var held = _delay[i];
            writer.Number8(held.Count);
            writer.Number8(held.Invocations);
            writer.Byte(held.Bin);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _counts.Restore(ref reader);
        _invocations.Restore(ref reader);
        _tail.Restore(ref reader);
        _ring.Restore(ref reader);
        var count = reader.Items(Delay<Held>.Windows);
        for (var i = 0; i < count; i++)
        {
            _delay.Push(new Held(reader.Number8(), reader.Number8(), TailCalibration.ReadBin(ref reader)), out _);
        }
    }

    private readonly record struct Held(double Count, double Invocations, byte Bin);
}
