using System.Globalization;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Times as clouds write them.</summary>
internal static class CloudTime
{
    private const int LongestText = 64;
    private const int FractionDigits = 7;
    private const int DateLength = 10;

    /// <summary>
    /// Reads RFC 3339 with any number of fractional digits (beyond 100 ns they are cut), with the stray spaces some Azure routes put
    /// after the colons, or with a space for the T, as exports of logs have it. Without an offset it is UTC, which is what all three clouds write.
    /// </summary>
    public static DateTimeOffset? Read(string? text)
    {
        if (text is null || text.Length is < DateLength + 2 or > LongestText || text[DateLength] is not ('T' or ' '))
        {
            return null;
        }

        text = text[..DateLength] + 'T' + text[(DateLength + 1)..].Replace(" ", "", StringComparison.Ordinal);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            text = text.Remove(Math.Min(dot + 1 + FractionDigits, end), Math.Max(0, end - dot - 1 - FractionDigits));
        }

        return DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time
            : null;
    }

    /// <summary>Reads milliseconds since 1970; null where no calendar holds them.</summary>
    public static DateTimeOffset? OfUnixMilliseconds(double? milliseconds) =>
        milliseconds is { } value && value >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && value <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)value)
            : null;

    /// <summary>When something began that ended at a time. A duration beyond all limits gives the end itself; the rules refuse it anyway.</summary>
    public static DateTimeOffset Before(DateTimeOffset end, double? milliseconds) =>
        milliseconds is { } duration && duration >= 0 && duration <= InvocationLimits.DurationMs && end.Year >= InvocationLimits.FirstYear
            ? end.AddMilliseconds(-duration)
            : end;
}
