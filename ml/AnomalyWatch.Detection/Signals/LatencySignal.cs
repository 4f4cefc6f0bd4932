using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Signals;

/// <summary>Execution time: the 95th percentile of a window against its level and the time of day, on a logarithmic scale.</summary>
public sealed class LatencySignal
{
    private const int LeastInvocations = 5;
    private const int WindowsToReady = 30;
    private const double TimesExpected = 1.8;

    /// <summary>A deviation of 1 is 15 %: how far the percentile of a few dozen calls moves by itself.</summary>
    private const double Unit = 0.15;

    /// <summary>An outlier moves the level by at most this factor.</summary>
    private const double Winsor = 2;

    private static readonly CalibrationPrior Prior = new(Shape: 0.3, Strength: 10, Floor: 1.5);

    private readonly SeasonalLevel _level = new(halfLife: 360);
    private readonly TailCalibration _tail = new(Prior);
    private readonly EvidenceRing _ring = new();
    private readonly Delay<Held> _delay = new();

    /// <summary>Judges a window; one with few invocations says nothing.</summary>
    public Reading Read(FunctionWindow window)
    {
        var p95 = window.Durations.Count >= LeastInvocations ? window.Durations.Quantile(0.95) : null;
        var expected = _level.Expected(window.Start);
        if (p95 is not { } observed || expected <= 0 || _level.Seen < WindowsToReady)
        {
            return new Reading(Signal.DurationP95, AnomalyKind.Latency, p95 ?? 0, 0, 0, 0, 0, default);
        }

        var deviation = Math.Log(observed / expected) / Unit;
        var score = observed >= TimesExpected * expected ? _tail.Score(deviation) : 0;
        var usual = score > 0 ? Math.Exp(_tail.DeviationAt(Reading.ExpectedEdge) * Unit) : 1;
        return new Reading(Signal.DurationP95, AnomalyKind.Latency, observed, expected / usual, expected * usual, deviation, score, _ring.Weigh(score));
    }

    /// <summary>Takes in a judged window; of an anomalous one nothing.</summary>
    public void Learn(in Reading reading, FunctionWindow window, bool isAnomalous)
    {
        if (reading.Observed <= 0)
        {
            return;
        }

        _ring.Learn(reading.Score);
        if (!isAnomalous && _delay.Push(new Held(reading.Observed, SeasonalLevel.HourOf(window.Start), TailCalibration.BinOf(reading.Deviation)), out var due))
        {
            var expected = _level.Expected(due.Hour);
            _level.Learn(expected > 0 ? Math.Clamp(due.P95, expected / Winsor, expected * Winsor) : due.P95, due.Hour);
            if (_level.Seen > WindowsToReady)
            {
                _tail.LearnBin(due.Bin);
            }
        }
    }

    internal void Write(StateWriter writer)
    {
        _level.Write(writer);
        _tail.Write(writer);
        _ring.Write(writer);
        writer.Count(_delay.Count);
        for (var (i, hour) = (0, 0); i < _delay.Count; hour = _delay[i++].Hour)
        {
            var held = _delay[i];
            writer.Real8(held.P95);
            writer.Whole(held.Hour - hour);
            writer.Byte(held.Bin);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _level.Restore(ref reader);
        _tail.Restore(ref reader);
        _ring.Restore(ref reader);
        var count = reader.Items(Delay<Held>.Windows);
        for (var (i, hour) = (0, 0); i < count; i++)
        {
            var p95 = reader.Real8();
            hour = SeasonalLevel.ReadHour(ref reader, hour);
            _delay.Push(new Held(p95, hour, TailCalibration.ReadBin(ref reader)), out _);
        }
    }

    private readonly record struct Held(double P95, int Hour, byte Bin);
}
