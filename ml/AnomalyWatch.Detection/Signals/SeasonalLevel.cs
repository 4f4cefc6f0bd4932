using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// What one signal is expected to be: its level, times a factor for the hour of the day. The factor of an hour is its mean over the days
/// seen, drawn towards 1 while there are few (one day alone proves no rhythm), so a new function is judged by its level only.
/// </summary>
public sealed class SeasonalLevel(double halfLife)
{
    private const int Hours = 24;

    /// <summary>Days after which a factor moves as an exponential mean: a week.</summary>
    private const int MaxDays = 7;

    /// <summary>How many days of agreement it takes to believe half of a factor.</summary>
    private const double Doubt = 1.5;

    private static readonly int MaxHour = HourOf(DateTimeOffset.MaxValue);

    private readonly float[] _factors = [.. Enumerable.Repeat(1f, Hours)];
    private readonly byte[] _days = new byte[Hours];
    private readonly double _slowest = 1 - Math.Pow(0.5, 1 / halfLife);
    private double _hourValues;
    private double _hourLevels;
    private int _hour = -1;

    /// <summary>How many values it has seen.</summary>
    public long Seen { get; private set; }

    /// <summary>The level, with the rhythm of the day taken out.</summary>
    public double Level { get; private set; }

    /// <summary>The value expected at a time.</summary>
    public double Expected(DateTimeOffset time) => Expected(HourOf(time));

    /// <summary>The value expected in an hour, see <see cref="HourOf"/>.</summary>
    internal double Expected(int hour) => Level * Factor(hour);

    /// <summary>Takes in a value of the signal.</summary>
    public void Learn(double value, DateTimeOffset time) => Learn(value, HourOf(time));

    /// <summary>Takes in a value of the signal in an hour, see <see cref="HourOf"/>.</summary>
    internal void Learn(double value, int hour)
    {
        if (hour != _hour)
        {
            CloseHour();
            _hour = hour;
        }

        Seen++;
        var weight = Math.Max(_slowest, 1d / Seen);
        Level += weight * ((value / Factor(hour)) - Level);
        _hourValues += value;
        _hourLevels += Level;
    }

    private double Factor(int hour)
    {
        var i = hour % Hours;
        var belief = _days[i] / (_days[i] + Doubt);
        return Math.Clamp(1 + (belief * (_factors[i] - 1)), 0.05, 20);
    }

    /// <summary>An hour changes its factor only when it is over; before that its own minutes would explain themselves.</summary>
    private void CloseHour()
    {
        if (_hour >= 0 && _hourLevels > 0)
        {
            var i = _hour % Hours;
            _days[i] = (byte)Math.Min(MaxDays, _days[i] + 1);
            _factors[i] += (float)(((_hourValues / _hourLevels) - _factors[i]) / _days[i]);
        }

        (_hourValues, _hourLevels) = (0, 0);
    }

    /// <summary>The number of the hour that holds a time: all that a level wants to know of it.</summary>
    internal static int HourOf(DateTimeOffset time) => (int)(time.UtcTicks / TimeSpan.TicksPerHour);

    /// <summary>The hour of something that waits to be learned, written as the distance from the hour before it.</summary>
    internal static int ReadHour(ref StateReader reader, int before)
    {
        var distance = reader.Whole();
        if (distance < -before || distance > MaxHour - before)
        {
            reader.Fail();
            return 0;
        }

        return before + (int)distance;
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(Seen);
        writer.Number8(Level);
        writer.Count(_hour + 1);
        writer.Number8(_hourValues);
        writer.Number8(_hourLevels);
        for (var i = 0; i < Hours; i++)
        {
            // An hour without a day has its first factor still.
            writer.Byte(_days[i]);
            if (_days[i] > 0)
            {
                writer.Real4(_factors[i]);
            }
        }
    }

    internal void Restore(ref StateReader reader)
    {
        Seen = reader.Count(StateReader.MaxCount);
        Level = reader.Number8();
        _hour = (int)reader.Count(MaxHour + 1) - 1;
        _hourValues = reader.Number8();
        _hourLevels = reader.Number8();
        for (var i = 0; i < Hours; i++)
        {
            _days[i] = (byte)reader.Count(MaxDays);
            _factors[i] = _days[i] > 0 ? reader.Real4() : 1;
        }
    }
}
