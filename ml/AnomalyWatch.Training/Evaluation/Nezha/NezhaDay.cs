using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace AnomalyWatch.Training.Evaluation.Nezha;

/// <summary>A day of the Online Boutique: its services' metrics and the faults injected.</summary>
/// <param name="Services">The services with the entry, in the order of their names.</param>
/// <param name="Faults">The faults in the order of their times.</param>
public sealed record NezhaDay(IReadOnlyList<NezhaService> Services, IReadOnlyList<NezhaFault> Faults)
{
    /// <summary>The entry, which every fault may show at.</summary>
    public const string Entry = "front_service";

    private const string FaultList = "-fault_list.json";
    private const int TimeLength = 19;

    /// <summary>Reads all days of the folder in their order. Throws <see cref="InvalidDataException"/> naming file and line for what cannot be read.</summary>
    public static IReadOnlyList<NezhaDay> ReadAll(string folder) =>
        [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Where(day => Directory.GetFiles(day, "*" + FaultList).Length == 1).Select(Read)];

    private static NezhaDay Read(string folder)
    {
        using var list = JsonDocument.Parse(File.ReadAllBytes(Directory.GetFiles(folder, "*" + FaultList)[0]));
        var faults = list.RootElement.EnumerateObject()
            .SelectMany(hour => hour.Value.EnumerateArray())
            .Select(fault => new NezhaFault(
                Time(fault.GetProperty("inject_time").GetString()!) ?? throw new InvalidDataException($"{Path.GetFileName(folder)}{FaultList}: a time cannot be read."),
                ServiceOf(fault.GetProperty("inject_pod").GetString()!),
                fault.GetProperty("inject_type").GetString()!))
            .OrderBy(fault => fault.Time)
            .ToList();
        var files = Directory.GetFiles(Path.Combine(folder, "metric"), "*_metric.csv.gz").Append(Path.Combine(folder, "metric", Entry + ".csv.gz"));
        return new NezhaDay([.. files.Select(ReadService).OrderBy(service => service.Name, StringComparer.Ordinal)], faults);
    }

    private static NezhaService ReadService(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var header = reader.ReadLine()!.Split(',');

        // Shares of a limit say the same as what they are a share of; a node is not the service. The column TimeStamp is some years off.
        var columns = Enumerable.Range(3, header.Length - 3)
            .Where(i => !header[i].Contains("Rate(%)", StringComparison.Ordinal) || header[i].StartsWith("Success", StringComparison.Ordinal))
            .Where(i => !header[i].StartsWith("Node", StringComparison.Ordinal))
            .ToArray();
        var (times, values) = (new List<DateTimeOffset>(), columns.Select(_ => new List<double>()).ToArray());
        while (reader.ReadLine() is { } row)
        {
            var cells = row.Split(',');
            if (cells.Length != header.Length || Time(cells[0]) is not { } time)
            {
                throw new InvalidDataException($"{Path.GetFileName(path)}, line {times.Count + 2}: a time and {header.Length - 1} further columns are needed.");
            }

            times.Add(time);
            for (var i = 0; i < columns.Length; i++)
            {
                values[i].Add(double.TryParse(cells[columns[i]], CultureInfo.InvariantCulture, out var value) ? value : double.NaN);
            }
        }

        var name = Path.GetFileName(path);
        return new NezhaService(name.StartsWith(Entry, StringComparison.Ordinal) ? Entry : ServiceOf(name), [.. times], [.. columns.Select(i => header[i])], [.. values.Select(column => column.ToArray())]);
    }

    private static string ServiceOf(string pod) => pod[..pod.IndexOf('-', StringComparison.Ordinal)];

    private static DateTimeOffset? Time(string text) =>
        text.Length >= TimeLength
        && DateTimeOffset.TryParseExact(text.AsSpan(0, TimeLength), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
