using System.Globalization;
using System.Text.Json;

namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>Reads the benchmark's folder: data/, labels/combined_windows.json, results/.</summary>
public static class NabCorpus
{
    /// <summary>All labelled series in the order of their names. Throws <see cref="InvalidDataException"/> naming file and line for what cannot be read.</summary>
    public static IReadOnlyList<NabSeries> Read(string folder)
    {
        using var labels = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "labels", "combined_windows.json")));
        return [.. labels.RootElement.EnumerateObject()
            .Where(series => File.Exists(Path.Combine(folder, "data", series.Name)))
            .OrderBy(series => series.Name, StringComparer.Ordinal)
            .Select(series => ReadSeries(folder, series.Name, series.Value))];
    }

    private static NabSeries ReadSeries(string folder, string name, JsonElement labels)
    {
        var rows = File.ReadAllLines(Path.Combine(folder, "data", name));
        var timestamps = new string[rows.Length - 1];
        var times = new DateTimeOffset[rows.Length - 1];
        var values = new double[rows.Length - 1];
        for (var i = 0; i < timestamps.Length; i++)
        {
            var cells = rows[i + 1].Split(',');
            if (cells.Length < 2 || !TryTime(cells[0], out times[i]) || !double.TryParse(cells[1], CultureInfo.InvariantCulture, out values[i]))
            {
                throw new InvalidDataException($"{name}, line {i + 2}: a time and a value are needed.");
            }

            timestamps[i] = cells[0];
        }

        // As in NAB, a time that occurs twice means its first row.
        var windows = labels.EnumerateArray().Select(window => (Row(window[0]), Row(window[1]))).ToList();
        return new NabSeries(name, timestamps, times, values, windows);

        int Row(JsonElement label) => TryTime(label.GetString()!, out var time) && Array.IndexOf(times, time) is >= 0 and var row
            ? row
            : throw new InvalidDataException($"{name} has no row for the label {label}.");
    }

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
