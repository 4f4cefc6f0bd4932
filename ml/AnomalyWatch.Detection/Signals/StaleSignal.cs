using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// Records that say they are from long ago, too old for their minute to be judged again. A source that always sends late does so from the first hour on; where that
/// was rare and comes in numbers, telemetry is replayed or forged, or a clock is wrong. Counted by the log's clock, by records and not by the calls they claim.
/// </summary>
public sealed class StaleSignal
{
    private const double Kept = 0.8;
    private const double Window = 1 / (1 - Kept);
    private const int LeastRecent = 20;
    private const double LeastTimes = 4;

    /// <summary>Late records come in packs: so many are one by chance.</summary>
    private const double Pack = 3;

    private const double SlowestWeight = 1d / 1440;
    private const double Negligible = 0.1;

    private DateTimeOffset _minute;
    private long _now;
    private double _recent;
    private double _usual;

    /// <summary>Whether there is nothing left to remember.</summary>
    public bool IsNegligible => _now == 0 && _recent < Negligible && _usual < Negligible;

    /// <summary>Counts a record.</summary>
    public void Add() => _now++;

    /// <summary>Lets the log's clock pass; gives a reading once a minute, else null.</summary>
    /// <param name="minute">The minute of the log's clock.</param>
    /// <param name="windows">How many minutes of the function were learned.</param>
    public Reading? Pass(DateTimeOffset minute, long windows)
    {
        if (minute <= _minute)
        {
            return null;
        }

        var minutes = _minute == default ? 1 : Math.Min(1440, (minute - _minute).TotalMinutes);
        _minute = minute;
        _recent = (_recent * Math.Pow(Kept, minutes)) + _now;
        var expected = (Window * _usual) + 1;
        var score = _recent < LeastRecent || _recent < LeastTimes * expected
            ? 0
            : Math.Min(Tail.MaxScore, ((_recent * Math.Log(_recent / expected)) - (_recent - expected)) / Math.Log(10) / Pack);
        var reading = new Reading(Signal.StaleRecords, AnomalyKind.StaleTelemetry, _now, 0, Math.Ceiling(expected / Window), _recent - expected, score, new Evidence(score, 1));
        var weight = Math.Max(SlowestWeight, 1d / (windows + 1));
        var learned = score > 0 ? Math.Min(_now, (2 * _usual) + 1) : _now;
        _usual = (_usual * Math.Pow(1 - weight, minutes)) + (weight * learned);
        _now = 0;
        return reading;
    }

    /// <summary>Writes what is known.</summary>
    public void Write(StateWriter writer)
    {
        writer.Time(_minute);
        writer.Count(_now);
        writer.Real8(_recent);
        writer.Real8(_usual);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; of no use where the reader has failed.</summary>
    public static StaleSignal Read(ref StateReader reader)
    {
        var read = new StaleSignal { _minute = reader.Time(), _now = reader.Count(StateReader.MaxCount), _recent = reader.Real8(), _usual = reader.Real8() };
        if (read is not { _recent: >= 0 and < double.PositiveInfinity, _usual: >= 0 and < double.PositiveInfinity })
        {
            reader.Fail();
        }

        return read;
    }
}
