using System.Globalization;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Times as text: RFC 3339 in UTC with up to seven digits of a second.</summary>
internal static class Rfc3339
{
    private const int FirstYear = 2000;
    private const int LastYear = 2200;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
        {
            return false;
        }

        time = time.ToUniversalTime();
        return time.Year is >= FirstYear and <= LastYear;
    }
}
