using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// A function that kept a beat (a timer) or a steady stream and is not called any more. After B beats of which M were missed the chance to miss
/// the next one is (M + 1) / (B + 2) by Laplace's rule of succession, to miss m in a row that to the power of m. A function called now and then keeps
/// no beat and never cries.
/// </summary>
public sealed class SilenceSignal
{
    /// <summary>How long a beat must have been kept.</summary>
    public static readonly TimeSpan HeldToReady = TimeSpan.FromHours(12);

    private const int BeatsToReady = 24;
    private const int ShortestPauseMinutes = 10;

    /// <summary>A pause is not waited out beyond a year.</summary>
    private const int LongestPauseMinutes = 366 * 24 * 60;

    /// <summary>Distances between two beats may differ by this factor.</summary>
    private const double Tolerance = 1.3;

    /// <summary>A beat of which more than this share is missed is none; a stream may miss no minute at all.</summary>
    private const double MostMissed = 0.02;

    /// <summary>Nor is one with more calls in between than this share of its beats.</summary>
    private const double MostBetween = 0.03;

    /// <summary>The spread of a stream's counts, as a share of their mean, above which it is not steady.</summary>
    private const double SteadySpread = 0.2;

    /// <summary>Times are moved by <see cref="Skip"/>, so one near the end of all times is none.</summary>
    private static readonly DateTimeOffset LatestBelieved = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Baseline _recent = new(halfLife: 5);
    private Baseline _counts = new(halfLife: 300);
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private DateTimeOffset _since;
    private double _beat;
    private int _beats;
    private int _missed;
    private int _between;

    /// <summary>Judges a window.</summary>
    public Reading Read(FunctionWindow window)
    {
        var pause = (window.Start - _last).TotalMinutes;
        if (window.Invocations > 0 || !IsReady || pause < Math.Max(ShortestPauseMinutes, _beat))
        {
            return new Reading(Signal.Invocations, AnomalyKind.Silence, window.Invocations, 0, _counts.Mean, 0, 0, default);
        }

        var missed = Math.Floor(pause / _beat);
        var score = Score(pause);
        var windows = (int)Math.Min(pause - _beat + 1, 10_080);
        var (low, high) = Expected();
        return new Reading(Signal.Invocations, AnomalyKind.Silence, 0, low, high, -missed, score, new Evidence(Math.Min(score, 3 * Tail.MaxScore), windows));
    }

    /// <summary>Takes in a window.</summary>
    public void Learn(FunctionWindow window)
    {
        if (window.Invocations == 0)
        {
            return;
        }

        var distance = (window.Start - _last).TotalMinutes;
        if (_beats > 0 && distance * Tolerance < _beat)
        {
            // A call between two beats, by hand for instance, neither keeps the beat nor breaks it.
            if (++_between > MostBetween * _beats)
            {
                Begin(window.Start, distance);
                _last = window.Start;
            }

            return;
        }

        var missed = _beats == 0 ? 0 : (int)Math.Min(1000, Math.Round(distance / _beat) - 1);
        var onBeat = _beats > 0 && Math.Abs(distance - ((missed + 1) * _beat)) <= (Tolerance - 1) * _beat;
        if (onBeat && (missed == 0 || (IsTimer && _missed + missed <= MostMissed * _beats)))
        {
            _beats++;
            _missed += missed;
            _beat += ((distance / (missed + 1)) - _beat) / Math.Min(_beats, 32);
        }
        else
        {
            Begin(window.Start, distance);
        }

        _counts.Learn(window.Invocations);
        _recent.Learn(window.Invocations);
        _last = window.Start;
    }

    private void Begin(DateTimeOffset since, double beat)
    {
        (_beat, _beats, _missed, _between, _since) = (beat, 1, 0, 0, since);
        _counts = new Baseline(halfLife: 300);
    }

    /// <summary>Lets a time pass of which nothing is known: the beat goes on behind it.</summary>
    public void Skip(TimeSpan unknown)
    {
        if (_beats > 0)
        {
            (_last, _since) = (_last + unknown, _since + unknown);
        }
    }

    /// <summary>What a pause of so many minutes scores, -log10 p.</summary>
    public double Score(double pause) => !IsReady || pause < Math.Max(ShortestPauseMinutes, _beat)
        ? 0
        : Math.Floor(pause / _beat) * Math.Log10((_beats + 2d) / (_missed + 1));

    /// <summary>The first minute from <paramref name="from"/> on whose pause scores so much if nothing comes; null where none does within a year.</summary>
    public DateTimeOffset? FirstOver(double score, DateTimeOffset from)
    {
        if (!IsReady)
        {
            return null;
        }

        var pause = Math.Max(Math.Max(ShortestPauseMinutes, _beat), Math.Ceiling(score / Math.Log10((_beats + 2d) / (_missed + 1))) * _beat);
        if (!(pause <= LongestPauseMinutes))
        {
            return null;
        }

        var minutes = Math.Max(Math.Ceiling(pause), (from - _last).TotalMinutes);

        // What was rounded may have been so downwards.
        minutes += Score(minutes) >= score ? 0 : 1;
        return Score(minutes) >= score ? _last.AddMinutes(minutes) : null;
    }

    /// <summary>Learns too late that there were calls in a minute already taken in: the pause begins anew behind it.</summary>
    public void Resume(DateTimeOffset minute) => _last = _beats > 0 && minute > _last ? minute : _last;

    internal void Write(StateWriter writer)
    {
        _recent.Write(writer);
        _counts.Write(writer);
        writer.Time(_last);
        writer.Time(_since);
        writer.Number8(_beat);
        writer.Count(_beats);
        writer.Count(_missed);
        writer.Count(_between);
    }

    internal void Restore(ref StateReader reader)
    {
        _recent.Restore(ref reader);
        _counts.Restore(ref reader);
        _last = reader.Time();
        _since = reader.Time();
        _beat = reader.Number8();
        _beats = (int)reader.Count(int.MaxValue / 2);
        _missed = (int)reader.Count(int.MaxValue / 2);
        _between = (int)reader.Count(int.MaxValue / 2);
        if (_last > LatestBelieved || _since > LatestBelieved)
        {
            reader.Fail();
        }
    }

    private bool IsReady => _beats >= BeatsToReady && _last - _since >= HeldToReady && (IsTimer || IsSteadyStream);

    private bool IsTimer => _beat > Tolerance;

    /// <summary>A stream is called every minute; where its counts vary much or have just ebbed away, its end is no surprise.</summary>
    private bool IsSteadyStream => Math.Sqrt(_counts.Variance) <= SteadySpread * _counts.Mean && _recent.Mean >= _counts.Mean / 2;

    private (double Low, double High) Expected()
    {
        var perMinute = _counts.Mean / _beat;
        var spread = 3 * Math.Sqrt(Math.Max(_counts.Variance, 0)) / _beat;
        return (Math.Max(0, perMinute - spread), perMinute + spread);
    }
}
