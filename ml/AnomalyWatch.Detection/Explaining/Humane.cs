using System.Globalization;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>Numbers, lengths of time and times the way a person writes them, the same on every machine.</summary>
public static class Humane
{
    /// <summary>A count: <c>5,210</c>; with one digit behind the point only below 100 and where it is not whole.</summary>
    public static string Count(double value)
    {
        var shown = Math.Abs(value) < 100 ? Math.Round(value, 1) : Math.Round(value);
        return Math.Abs(shown) >= 1e15
            ? shown.ToString("0.##E+0", CultureInfo.InvariantCulture)
            : shown.ToString("#,##0.#", CultureInfo.InvariantCulture);
    }

    /// <summary>A duration given in milliseconds: <c>0.8 ms</c>, <c>240 ms</c>, <c>2.4 s</c>, <c>3 min 20 s</c>.</summary>
    public static string Milliseconds(double value) => value switch
    {
        < 999.5 => Count(value < 10 ? value : Math.Round(value)) + " ms",
        < 99_950 => Count(value / 1000) + " s",
        < 1e12 => Length(TimeSpan.FromMilliseconds(value)),
        _ => Count(value / 86_400_000) + " days",
    };

    /// <summary>A length of time in at most two units: <c>45 s</c>, <c>12 minutes</c>, <c>1 h 5 min</c>, <c>2 days 3 h</c>.</summary>
    public static string Length(TimeSpan span)
    {
        var seconds = (long)Math.Round(span.TotalSeconds);
        var minutes = seconds / 60;
        return seconds switch
        {
            < 60 => Format($"{seconds} s"),
            < 3600 when seconds % 60 != 0 => Format($"{minutes} min {seconds % 60} s"),
            < 3600 => minutes == 1 ? "1 minute" : Format($"{minutes} minutes"),
            < 86_400 => Format($"{minutes / 60} h") + (minutes % 60 == 0 ? "" : Format($" {minutes % 60} min")),
            _ => Format($"{minutes / 1440} {(minutes / 1440 == 1 ? "day" : "days")}")
                + (minutes % 1440 / 60 == 0 ? "" : Format($" {minutes % 1440 / 60} h")),
        };
    }

    /// <summary>A time with its day: <c>10:03 UTC on 1 July 2026</c>.</summary>
    public static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("HH:mm 'UTC on' d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A time, with its day only where that is not the day of <paramref name="reference"/>.</summary>
    public static string Moment(DateTimeOffset time, DateTimeOffset reference) => time.UtcDateTime.Date == reference.UtcDateTime.Date
        ? time.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : Moment(time);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
