using System.Globalization;
using System.IO.Compression;

namespace AnomalyWatch.Training.Evaluation.Kpi;

/// <summary>One key performance indicator of the AIOps challenge 2018, with the operators' labels.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Times">Unix seconds of each row.</param>
/// <param name="Values">The value of each row.</param>
/// <param name="Labels">Whether a row is labelled as anomalous.</param>
/// <param name="TestFrom">The first row of the test half.</param>
public sealed record KpiSeries(string Name, long[] Times, double[] Values, bool[] Labels, int TestFrom)
{
    /// <summary>The length of a half in days.</summary>
    public double Days(KpiHalf half) => (half == KpiHalf.Train ? Times[TestFrom] - Times[0] : Times[^1] - Times[TestFrom]) / 86_400d;

    /// <summary>The rows of a half, the end not included.</summary>
    public (int From, int To) Rows(KpiHalf half) => half == KpiHalf.Train ? (0, TestFrom) : (TestFrom, Values.Length);

    /// <summary>Reads a file with the columns timestamp, value, label, split. Throws <see cref="InvalidDataException"/> naming the line for a row that cannot be read.</summary>
    public static KpiSeries Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        var (times, values, labels, testFrom) = (new List<long>(), new List<double>(), new List<bool>(), -1);
        while (reader.ReadLine() is { } row)
        {
            var (first, second) = (row.IndexOf(','), -1);
            second = row.IndexOf(',', first + 1);
            if (second < 0
                || !long.TryParse(row.AsSpan(0, first), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                || !double.TryParse(row.AsSpan(first + 1, second - first - 1), CultureInfo.InvariantCulture, out var value))
            {
                throw new InvalidDataException($"{Path.GetFileName(path)}, line {times.Count + 2}: a time and a value are needed.");
            }

            if (testFrom < 0 && row.EndsWith("test", StringComparison.Ordinal))
            {
                testFrom = times.Count;
            }

            times.Add(time);
            values.Add(value);
            labels.Add(row[second + 1] == '1');
        }

        return new KpiSeries(Path.GetFileName(path).Split('.')[0], [.. times], [.. values], [.. labels], testFrom);
    }

    /// <summary>Reads all series of the folder, in the order of their ids.</summary>
    public static IReadOnlyList<KpiSeries> ReadAll(string folder) =>
        [.. Directory.GetFiles(Path.Combine(folder, "series"), "*.csv.gz").Order(StringComparer.Ordinal).AsParallel().AsOrdered().Select(Read)];
}
