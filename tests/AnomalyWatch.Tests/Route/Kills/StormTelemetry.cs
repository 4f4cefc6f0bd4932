using System.Globalization;
using System.Text;

namespace AnomalyWatch.Tests.Route.Kills;

/// <summary>Three hours and a half of six functions of two accounts, every call with an id of its own, in pieces as a client posts them; two of them fail for a while, at another a stranger calls, one is slow for a while.</summary>
internal static class StormTelemetry
{
    /// <summary>Minutes in all.</summary>
    public const int Minutes = 210;

    private const int CallsPerMinute = 12;
    private const int MinutesPerPiece = 7;

    private static readonly string[] Functions =
        ["azure/sub/shop/checkout", "azure/sub/shop/cart", "azure/sub/mail/send", "aws/123456789012/eu-west-1/resize", "aws/123456789012/eu-west-1/index", "gcp/project/europe-west1/import"];

    private static readonly DateTimeOffset Begin = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The pieces, in order; each is NDJSON.</summary>
    public static IReadOnlyList<string> Pieces { get; } = [.. Enumerable.Range(0, Minutes).Chunk(MinutesPerPiece).Select(minutes => string.Join('\n', minutes.SelectMany(Minute)))];

    /// <summary>The ids of all calls.</summary>
    public static int Calls => Minutes * CallsPerMinute * Functions.Length;

    private static IEnumerable<string> Minute(int minute)
    {
        for (var call = 0; call < CallsPerMinute; call++)
        {
            foreach (var (number, function) in Functions.Index())
            {
                yield return Line(minute, call, number, function);
            }
        }
    }

    private static string Line(int minute, int call, int number, string function)
    {
        var start = Begin.AddMinutes(minute).AddSeconds(call * 60.0 / CallsPerMinute).AddMilliseconds(number * 10);
        var isFailing = call % 3 != 0 && ((number == 0 && minute is >= 150 and < 165) || (number == 5 && minute is >= 175 and < 185));
        var isSlow = number == 3 && minute is >= 170 and < 185;
        var isStrange = number == 4 && minute is >= 120 and < 140 && call == 5;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"function\":\"{function}\",\"id\":\"{minute:x4}{call:x2}{number:x2}\",\"start\":\"{start:yyyy-MM-ddTHH:mm:ss.fffZ}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"durationMs\":{(isSlow ? 9000 : 100 + (call * 3))},\"outcome\":\"{(isFailing ? "error" : "ok")}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"caller\":{{\"principal\":\"{(isStrange ? "stranger" : "service")}\"}}}}");
        return text.ToString();
    }
}
