namespace AnomalyWatch.Detection.Invocations;

/// <summary>Times as nearly everybody writes them.</summary>
internal static class CanonicalTime
{
    private const int Seconds = 19;
    private const int FractionDigits = 7;

    /// <summary>Reads <c>2026-07-01T12:00:00Z</c>, also with up to seven digits of a fraction; false for anything else, also for times in another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out DateTimeOffset? time)
    {
        time = null;
        if (utf8.Length is <= Seconds or > Seconds + 2 + FractionDigits
            || utf8[^1] != (byte)'Z' || utf8[4] != (byte)'-' || utf8[7] != (byte)'-' || utf8[10] != (byte)'T' || utf8[13] != (byte)':' || utf8[16] != (byte)':')
        {
            return false;
        }

        var (year, month, day) = ((100 * Two(utf8, 0)) + Two(utf8, 2), Two(utf8, 5), Two(utf8, 8));
        var (hour, minute, second) = (Two(utf8, 11), Two(utf8, 14), Two(utf8, 17));
        var isTime = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && (day <= 28 || day <= DateTime.DaysInMonth(year, month))
            && (uint)hour < 24 && (uint)minute < 60 && (uint)second < 60;
        if (!isTime || !TryReadFraction(utf8[Seconds..^1], out var ticks))
        {
            return false;
        }

        time = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> utf8, out int ticks)
    {
        ticks = 0;
        if (utf8.IsEmpty)
        {
            return true;
        }

        if (utf8[0] != (byte)'.' || utf8.Length < 2)
        {
            return false;
        }

        for (var i = 1; i <= FractionDigits; i++)
        {
            var digit = i < utf8.Length ? utf8[i] - '0' : 0;
            if ((uint)digit > 9)
            {
                return false;
            }

            ticks = (ticks * 10) + digit;
        }

        return true;
    }

    // A number below zero, which no part of a time may be, where there are no two digits.
    private static int Two(ReadOnlySpan<byte> utf8, int at)
    {
        var (tens, ones) = ((uint)(utf8[at] - '0'), (uint)(utf8[at + 1] - '0'));
        return tens <= 9 && ones <= 9 ? (int)((10 * tens) + ones) : -1_000_000;
    }
}
