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
        if (!isAnomalous && _delay.Push(new Held(reading.Observed, window.Start, Math.Max(0, reading.Deviation)), out var due))
        {
            var expected = _level.Expected(due.Time);
            _level.Learn(expected > 0 ? Math.Clamp(due.P95, expected / Winsor, expected * Winsor) : due.P95, due.Time);
            if (_level.Seen > WindowsToReady)
            {
                _tail.Learn(due.Deviation);
            }
        }
    }

    private readonly record struct Held(double P95, DateTimeOffset Time, double Deviation);
}
