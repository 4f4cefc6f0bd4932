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

    private readonly float[] _factors = [.. Enumerable.Repeat(1f, Hours)];
    private readonly byte[] _days = new byte[Hours];
    private readonly double _slowest = 1 - Math.Pow(0.5, 1 / halfLife);
    private double _hourValues;
    private double _hourLevels;
    private long _hour = -1;

    /// <summary>How many values it has seen.</summary>
    public long Seen { get; private set; }

    /// <summary>The level, with the rhythm of the day taken out.</summary>
    public double Level { get; private set; }

    /// <summary>The value expected at a time.</summary>
    public double Expected(DateTimeOffset time) => Level * Factor(HourOf(time));

    /// <summary>Takes in a value of the signal.</summary>
    public void Learn(double value, DateTimeOffset time)
    {
        var hour = HourOf(time);
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

    private double Factor(long hour)
    {
        var i = (int)(hour % Hours);
        var belief = _days[i] / (_days[i] + Doubt);
        return Math.Clamp(1 + (belief * (_factors[i] - 1)), 0.05, 20);
    }

    /// <summary>An hour changes its factor only when it is over; before that its own minutes would explain themselves.</summary>
    private void CloseHour()
    {
        if (_hour >= 0 && _hourLevels > 0)
        {
            var i = (int)(_hour % Hours);
            _days[i] = (byte)Math.Min(MaxDays, _days[i] + 1);
            _factors[i] += (float)(((_hourValues / _hourLevels) - _factors[i]) / _days[i]);
        }

        (_hourValues, _hourLevels) = (0, 0);
    }

    private static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;
}
