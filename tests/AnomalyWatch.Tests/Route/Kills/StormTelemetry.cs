using System.Globalization;
using System.Text;

namespace AnomalyWatch.Tests.Route.Kills;

/// <summary>
/// Three hours and a half of twelve functions of five accounts, every call with an id of its own, in pieces as a client posts them. From the second hour on something goes
/// wrong every twelve minutes, at one function after the other: eight of them fail, two are slow, at two a stranger calls.
/// </summary>
internal static class StormTelemetry
{
    /// <summary>Minutes in all.</summary>
    public const int Minutes = 210;

    private const int CallsPerMinute = 12;
    private const int FirstTrouble = 66;
    private const int MinutesFromTroubleToTrouble = 12;
    private const int MinutesOfTrouble = 6;

    private static readonly string[] Functions =
    [
        "azure/sub/shop/checkout", "azure/sub/mail/send", "azure/sub/stock/count", "aws/123456789012/eu-west-1/resize", "aws/123456789012/eu-west-1/index", "gcp/project/europe-west1/import",
        "azure/other/bills/print", "azure/other/users/join", "azure/other/search/find", "aws/210987654321/us-east-1/thumb", "aws/210987654321/us-east-1/audit", "gcp/project/europe-west1/export",
    ];

    private static readonly DateTimeOffset Begin = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All of it, cut into pieces of so many minutes, in order; each is NDJSON.</summary>
    public static IReadOnlyList<string> Pieces(int minutesPerPiece) => [.. Enumerable.Range(0, Minutes).Chunk(minutesPerPiece).Select(minutes => string.Join('\n', minutes.SelectMany(Minute)))];

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
        var (trouble, since) = Math.DivRem(minute - FirstTrouble, MinutesFromTroubleToTrouble);
        var isTroubled = minute >= FirstTrouble && since < MinutesOfTrouble && number == trouble % Functions.Length;
        var isSlow = isTroubled && number % 6 == 3;
        var isStrange = isTroubled && number % 6 == 4 && call == 5;
        var isFailing = isTroubled && !isSlow && number % 6 != 4 && call % 3 != 0;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"function\":\"{function}\",\"id\":\"{minute:x4}{call:x2}{number:x2}\",\"start\":\"{start:yyyy-MM-ddTHH:mm:ss.fffZ}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"durationMs\":{(isSlow ? 9000 : 100 + (call * 3))},\"outcome\":\"{(isFailing ? "error" : "ok")}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"caller\":{{\"principal\":\"{(isStrange ? $"stranger-{trouble}" : "service")}\"}}}}");
        return text.ToString();
    }
}
