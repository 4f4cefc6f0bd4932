using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AnomalyWatch.Local.SeriesFiles;

/// <summary>Reads the time of a row: ISO 8601 with T or a space, with or without an offset (without one it is UTC), or whole Unix seconds, milliseconds, microseconds or nanoseconds, seconds also with a fraction.</summary>
internal static class SeriesTime
{
    private const int MaxLength = 48;
    private const int ShortestDate = 8;
    private const int YearDigits = 4;
    private const decimal LeastFraction = 100_000_000;

    /// <summary>Larger numbers are milliseconds: as seconds they would be after the year 5000.</summary>
    private const long MostSeconds = 100_000_000_000;

    private const long Thousand = 1000;

    /// <summary>False for what is no time.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        if (Utf8Parser.TryParse(text, out long number, out var read) && read == text.Length)
        {
            return TryOfNumber(number, out time);
        }

        if (Utf8Parser.TryParse(text, out decimal seconds, out read) && read == text.Length)
        {
            // Less than a few years after 1970 it is more likely a value than a time.
            time = seconds is >= LeastFraction and < MostSeconds ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
            return time != default;
        }

        Span<char> characters = stackalloc char[MaxLength];
        if (text.Length is < ShortestDate or > MaxLength || text[YearDigits] is not ((byte)'-' or (byte)'/') || !Encoding.UTF8.TryGetChars(text, characters, out var length))
        {
            time = default;
            return false;
        }

        return DateTimeOffset.TryParse(characters[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryOfNumber(long number, out DateTimeOffset time)
    {
        time = default;
        if (number < 0)
        {
            return false;
        }

        var ticksPerUnit = (double)TimeSpan.TicksPerSecond;
        for (var most = MostSeconds; number > most && ticksPerUnit > 1; most *= Thousand)
        {
            ticksPerUnit /= Thousand;
        }

        var ticks = ticksPerUnit >= 1 ? (decimal)number * (long)ticksPerUnit : number / 100m;
        if (ticks > DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks)
        {
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddTicks((long)ticks);
        return true;
    }
}
