using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// All signals of a window as one vector: how far it is from every mixture that the model was trained on, calibrated to the function's own
/// history. It weighs half, since it says that something is odd and not what.
/// </summary>
public sealed class PatternSignal(ScoringModel model)
{
    private const double Weight = 0.5;
    private const int WindowsToReady = 120;

    private readonly TailCalibration _tail = new(new CalibrationPrior(Shape: 0.5, Strength: 10, Floor: model.UsualDistance));
    private readonly EvidenceRing _ring = new();
    private readonly Delay<byte> _delay = new();
    private long _seen;

    /// <summary>Judges the signed deviations of a window, in the order of <see cref="FeatureVector"/>.</summary>
    public Reading Read(ReadOnlySpan<float> features)
    {
        var distance = Math.Sqrt(model.SquaredDistance(features));
        var score = _seen >= WindowsToReady ? Weight * _tail.Score(distance) : 0;
        return new Reading(Signal.Pattern, AnomalyKind.Pattern, distance, 0, score > 0 ? _tail.DeviationAt(Reading.ExpectedEdge) : 0, distance, score, _ring.Weigh(score));
    }

    /// <summary>Takes in a judged window; of an anomalous one nothing.</summary>
    public void Learn(in Reading reading, bool isAnomalous)
    {
        _ring.Learn(reading.Score);
        if (!isAnomalous && _delay.Push(TailCalibration.BinOf(reading.Deviation), out var due))
        {
            _seen++;
            _tail.LearnBin(due);
        }
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(_seen);
        _tail.Write(writer);
        _ring.Write(writer);
        writer.Count(_delay.Count);
        for (var i = 0; i < _delay.Count; i++)
        {
            writer.Byte(_delay[i]);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _seen = reader.Count(StateReader.MaxCount);
        _tail.Restore(ref reader);
        _ring.Restore(ref reader);
        var count = reader.Items(Delay<byte>.Windows);
        for (var i = 0; i < count; i++)
        {
            _delay.Push(TailCalibration.ReadBin(ref reader), out _);
        }
    }
}
