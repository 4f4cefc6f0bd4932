using System.Globalization;
using System.IO.Compression;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Local.Demo;

/// <summary>A real day of 120 Azure Functions (see SOURCE.txt), each given a name, a trigger, an audience and an execution time by fixed rules.</summary>
internal static class DemoDay
{
    /// <summary>Minutes of a day.</summary>
    public const int Minutes = 1440;

    private const int FunctionsPerApp = 4;
    private const string Resource = "AnomalyWatch.Local.Demo.azure-functions-day.csv.gz";

    private static readonly string[] Areas = ["orders", "billing", "identity", "catalog", "search", "shipping", "returns", "pricing", "loyalty", "media"];
    private static readonly string[] Regions = ["eu", "us", "ap"];
    private static readonly string[] Requests = ["list", "get", "create", "update"];
    private static readonly string[] Messages = ["process", "notify", "index", "archive"];
    private static readonly string[] Beats = ["sync", "cleanup", "refresh", "report"];

    /// <summary>The day of the demo; the trace tells only that it was in July 2019.</summary>
    public static readonly DateTimeOffset Start = new(2019, 7, 15, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The functions, always the same in the same order.</summary>
    public static IReadOnlyList<DemoFunction> Read()
    {
        using var packed = typeof(DemoDay).Assembly.GetManifestResourceStream(Resource)!;
        using var text = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var functions = new List<DemoFunction>();
        while (text.ReadLine() is { } line)
        {
            var counts = line.Split(',').Skip(1).Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToArray();
            functions.Add(Make(functions.Count, counts));
        }

        return functions;
    }

    private static DemoFunction Make(int index, int[] counts)
    {
        var (app, slot) = (index / FunctionsPerApp, index % FunctionsPerApp);
        var trigger = KeepsABeat(counts) ? Trigger.Timer : slot == FunctionsPerApp - 1 ? Trigger.Queue : Trigger.Http;
        var (names, audience) = trigger switch
        {
            Trigger.Timer => (Beats, Audience.Platform),
            Trigger.Queue => (Messages, Audience.Platform),
            _ => (Requests, slot == 0 ? Audience.Public : Audience.Services),
        };
        var name = $"azure/demo/{Areas[app % Areas.Length]}-{Regions[app / Areas.Length]}/{names[slot]}";
        return new DemoFunction(name, trigger, audience, 20 * (1 + (index * 7 % 23)), counts);
    }

    /// <summary>Whether the active minutes are mostly the same distance apart, and further than one minute.</summary>
    private static bool KeepsABeat(int[] counts)
    {
        var active = Enumerable.Range(0, Minutes).Where(minute => counts[minute] > 0).ToList();
        var gaps = active.Skip(1).Zip(active, (later, earlier) => later - earlier).ToList();
        return gaps.Count > 0
            && gaps.GroupBy(gap => gap).MaxBy(group => group.Count()) is { } usual
            && usual.Key > 1
            && usual.Count() > gaps.Count * 0.75;
    }
}
