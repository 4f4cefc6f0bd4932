using System.Globalization;
using System.IO.Compression;

namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>A detector whose scores NAB publishes.</summary>
/// <param name="Name">The name that NAB gives it.</param>
/// <param name="Scores">Its score for each row, one array a series, in the order of the corpus.</param>
public sealed record NabPeer(string Name, IReadOnlyList<double[]> Scores)
{
    /// <summary>
    /// Reads the peers' scores of the series, from <c>results/peer_anomaly_scores</c> (one gzipped CSV a series, one column a detector). Empty where the folder is absent.
    /// </summary>
    public static IReadOnlyList<NabPeer> ReadAll(string folder, IReadOnlyList<NabSeries> series)
    {
        var root = Path.Combine(folder, "results", "peer_anomaly_scores");
        if (!Directory.Exists(root))
        {
            return [];
        }

        var tables = series.AsParallel().AsOrdered().Select(one => ReadTable(Path.Combine(root, one.Name + ".gz"), one.Values.Length)).ToList();
        return [.. tables[0].Keys.Select(name => new NabPeer(name, [.. tables.Select(table => table[name])]))];
    }

    /// <summary>What NAB has published of it in a profile: threshold and score of each series, by name.</summary>
    public IReadOnlyDictionary<string, (double Threshold, double Score)> ReadPublished(string folder, NabProfile profile) =>
        File.ReadLines(Path.Combine(folder, "results", "per_file_scores", $"{Name}_{profile.Name}.csv"))
            .Skip(1)
            .Select(row => row.Split(','))
            .ToDictionary(cells => cells[2], cells => (Number(cells[3]), Number(cells[4])), StringComparer.Ordinal);

    private static Dictionary<string, double[]> ReadTable(string path, int rows)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var names = reader.ReadLine()?.Split(',') ?? [];
        var columns = names.Select(_ => new double[rows]).ToArray();
        for (var row = 0; row < rows; row++)
        {
            var cells = reader.ReadLine()?.Split(',') ?? [];
            if (cells.Length != names.Length)
            {
                throw new InvalidDataException($"{Path.GetFileName(path)}, line {row + 2}: {names.Length} scores are needed, one a detector.");
            }

            for (var i = 0; i < names.Length; i++)
            {
                columns[i][row] = Number(cells[i]);
            }
        }

        return names.Zip(columns).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
