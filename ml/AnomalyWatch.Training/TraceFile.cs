using System.Globalization;
using System.IO.Compression;

namespace AnomalyWatch.Training;

/// <summary>One function's invocations, minute by minute.</summary>
/// <param name="Name">The series' name.</param>
/// <param name="Counts">Invocations of each minute.</param>
public sealed record Trace(string Name, int[] Counts);

/// <summary>Minute traces in the layout of the Azure Functions Trace 2019: one row per function, the last 1,440 columns are the minutes of a day.</summary>
public static class TraceFile
{
    private const int Minutes = 1440;

    /// <summary>Reads a file; a header is skipped. Throws <see cref="InvalidDataException"/> with the line for a row that cannot be read.</summary>
    public static IReadOnlyList<Trace> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(text);
        var traces = new List<Trace>();
        for (var line = 1; reader.ReadLine() is { } row; line++)
        {
            var cells = row.Split(',');
            if (line == 1 && cells[^1].StartsWith('m'))
            {
                continue;
            }

            traces.Add(cells.Length > Minutes ? new Trace(cells[0], Counts(cells, line)) : throw new InvalidDataException($"Line {line} has {cells.Length} columns; a name and {Minutes} minutes are needed."));
        }

        return traces;
    }

    private static int[] Counts(string[] cells, int line)
    {
        var counts = new int[Minutes];
        for (var i = 0; i < Minutes; i++)
        {
            if (!int.TryParse(cells[cells.Length - Minutes + i], NumberStyles.None, CultureInfo.InvariantCulture, out counts[i]))
            {
                throw new InvalidDataException($"Line {line}, minute {i + 1} is not a count.");
            }
        }

        return counts;
    }
}
