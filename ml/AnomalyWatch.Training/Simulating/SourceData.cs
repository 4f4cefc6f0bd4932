using System.Globalization;
using System.IO.Compression;

namespace AnomalyWatch.Training.Simulating;

/// <summary>How long a real function ran and how much memory it took.</summary>
/// <param name="Trigger">What set it off.</param>
/// <param name="MedianMs">The median of its durations, milliseconds.</param>
/// <param name="P99Ms">Their 99th percentile.</param>
/// <param name="MemoryMb">The median of the memory allocated, MiB.</param>
internal sealed record ResourceProfile(string Trigger, double MedianMs, double P99Ms, double MemoryMb);

/// <summary>The recorded data that the background is made from.</summary>
/// <param name="Traces">Real invocations of each minute of a day.</param>
/// <param name="Profiles">Real durations and memory.</param>
internal sealed record SourceData(IReadOnlyList<Trace> Traces, IReadOnlyList<ResourceProfile> Profiles)
{
    /// <summary>Where they come from and under which licence they are.</summary>
    public static readonly IReadOnlyList<string> Sources =
    [
        "Invocations of each minute: Azure Functions Trace 2019 (Shahrad et al., USENIX ATC 2020), CC-BY 4.0, as sampled by vhive-serverless/invitro (azure-functions-2019-minutes).",
        "Triggers, durations and memory: Azure Functions Trace 2019, CC-BY 4.0, 100 functions as sampled by eth-easl/dirigent (azure-functions-2019-triggers-durations).",
        "All else is made up: see ml/README.md.",
    ];

    /// <summary>Reads the folder that holds both data sets. Throws <see cref="IOException"/> or <see cref="InvalidDataException"/> for what is absent or damaged.</summary>
    public static SourceData Read(string folder)
    {
        var details = Path.Combine(folder, "azure-functions-2019-triggers-durations");
        var durations = Rows(Path.Combine(details, "durations.csv.gz")).ToDictionary(row => row["HashFunction"], StringComparer.Ordinal);
        var memory = Rows(Path.Combine(details, "memory.csv.gz")).ToDictionary(row => row["HashFunction"], StringComparer.Ordinal);
        var profiles = new List<ResourceProfile>();
        foreach (var row in Rows(Path.Combine(details, "invocations.csv.gz")))
        {
            var function = row["HashFunction"];
            if (durations.TryGetValue(function, out var duration) && memory.TryGetValue(function, out var allocated))
            {
                var median = Math.Max(1, Number(duration, "percentile_Average_50"));
                profiles.Add(new ResourceProfile(
                    row["Trigger"], median, Math.Max(1.2 * median, Number(duration, "percentile_Average_99")), Math.Max(16, Number(allocated, "AverageAllocatedMb_pct50"))));
            }
        }

        var traces = TraceFile.Read(Path.Combine(folder, "azure-functions-2019-minutes", "series-1day.csv.gz"));
        return profiles.Count > 0 && traces.Count > 0 ? new SourceData(traces, profiles) : throw new InvalidDataException($"{folder} holds no traces.");
    }

    private static double Number(Dictionary<string, string> row, string column) =>
        double.TryParse(row[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"The column {column} has a value that is no number.");

    private static IEnumerable<Dictionary<string, string>> Rows(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var header = (reader.ReadLine() ?? throw new InvalidDataException($"{path} is empty.")).Split(',');
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            yield return cells.Length == header.Length
                ? header.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
                : throw new InvalidDataException($"{path}: a row has {cells.Length} columns instead of {header.Length}.");
        }
    }
}
