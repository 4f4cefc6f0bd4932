using System.Numerics.Tensors;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// What of a score is worth an alert. A young series is believed less; what the same time of day brought before is taken off in part; within the cool-down only a score
/// higher than all is news (a local record); and what has often been news is less so (<see cref="NewsMemory"/>).
/// </summary>
internal sealed class AlertGate(SeriesOptions options)
{
    private const int DayBins = 144;
    private const int BinSeconds = 600;

    /// <summary>A byte of the day's memory is a twentieth.</summary>
    private const double PerByte = 20;

    /// <summary>The cool-down is remembered in so many parts and the one that runs.</summary>
    private const int Parts = 16;

    private readonly byte[] _day = new byte[DayBins];
    private readonly Half[] _records = new Half[Parts + 1];
    private readonly NewsMemory _news = new(options);
    private DateTimeOffset _begun;
    private DateTimeOffset _partBegun;
    private int _dayBin = -1;
    private byte _dayBinHighest;
    private float _severity;

    /// <summary>How bad it has been lately.</summary>
    public float Severity => _severity;

    /// <summary>The score after confidence; after time of day; for alerting; and the severity with it.</summary>
    public (double Score, double Damped, double Alert, double Severity) Judge(DateTimeOffset time, double score, double step, int seen)
    {
        var age = seen == 0 ? 0 : Math.Max(0, (time - _begun).TotalMinutes);
        score *= age / (age + options.ConfidenceHalf);
        var bin = DayBin(time);
        var before = Math.Max(_day[bin], Math.Max(_day[(bin + 1) % DayBins], _day[(bin + DayBins - 1) % DayBins])) / PerByte;
        var damped = Math.Max(0, score - (options.TimeOfDayDamping * before));
        var record = Record(Passed(time, step));
        var alert = damped > record ? _news.Discount(time, damped, record) : damped * options.CoolDownShare;
        return (score, damped, alert, _severity + ((score - _severity) / options.SeveritySteps));
    }

    /// <summary>Takes in a judged value.</summary>
    public void Learn(in SeriesReading reading, double step, int seen)
    {
        if (seen == 0)
        {
            (_begun, _partBegun) = (reading.Time, reading.Time);
        }

        _severity = (float)reading.Severity;
        var bin = DayBin(reading.Time);
        if (bin != _dayBin)
        {
            if (_dayBin >= 0)
            {
                _day[_dayBin] = _dayBinHighest;
            }

            (_dayBin, _dayBinHighest) = (bin, 0);
        }

        _dayBinHighest = Math.Max(_dayBinHighest, (byte)Math.Min(byte.MaxValue, Math.Round(reading.Score * PerByte)));
        var passed = Passed(reading.Time, step);
        var record = Record(passed);
        if (reading.Damped > record)
        {
            _news.Learn(reading.Time, reading.Damped, record);
        }

        if (passed > 0)
        {
            var kept = Math.Max(0, Parts + 1 - passed);
            Array.Copy(_records, 0, _records, Parts + 1 - kept, kept);
            Array.Clear(_records, 0, Parts + 1 - kept);
            _partBegun = reading.Time;
        }

        _records[0] = Half.Max(_records[0], (Half)reading.Damped);
    }

    internal void Write(StateWriter writer)
    {
        writer.Time(_begun);
        writer.Time(_partBegun);
        writer.Count(_dayBin + 1);
        writer.Byte(_dayBinHighest);
        writer.Real4(_severity);
        foreach (var highest in _day)
        {
            writer.Byte(highest);
        }

        foreach (var record in _records)
        {
            writer.Real2(record);
        }

        _news.Write(writer);
    }

    internal void Restore(ref StateReader reader)
    {
        _begun = reader.Time();
        _partBegun = reader.Time();
        _dayBin = (int)reader.Count(DayBins) - 1;
        _dayBinHighest = reader.Byte();
        _severity = reader.Real4();
        for (var i = 0; i < DayBins; i++)
        {
            _day[i] = reader.Byte();
        }

        for (var i = 0; i <= Parts; i++)
        {
            _records[i] = reader.Real2();
        }

        _news.Restore(ref reader);
    }

    private static int DayBin(DateTimeOffset time) => (int)(time.UtcTicks / TimeSpan.TicksPerSecond % 86_400 / BinSeconds);

    private int Passed(DateTimeOffset time, double step)
    {
        var part = Math.Max(options.CoolDown, options.CoolDownSteps * step) / Parts;
        return (int)Math.Clamp((time - _partBegun).TotalMinutes / part, 0, Parts + 1);
    }

    private double Record(int passed)
    {
        Span<float> records = stackalloc float[Parts + 1];
        TensorPrimitives.ConvertToSingle(_records, records);
        return passed > Parts ? 0 : TensorPrimitives.Max(records[..(Parts + 1 - passed)]);
    }
}
