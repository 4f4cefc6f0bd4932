using System.Globalization;
using System.IO.Compression;
using System.Text.Unicode;
using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Local.SeriesFiles;

/// <summary>
/// Scores one file. The score of a row depends on no row after it. A file that cannot be read to its end leaves nothing behind.
/// </summary>
internal static class SeriesScoring
{
    private const string Part = ".part";

    /// <summary>Scores the file and tells how many rows it has. Throws <see cref="InvalidDataException"/> naming file and line.</summary>
    /// <param name="input">A CSV, also as .gz.</param>
    /// <param name="output">The CSV to write; replaced where it exists.</param>
    /// <param name="progress">Is told the bytes read since it was told last.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    public static long Score(string input, string output, Action<long> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var part = output + Part;
        try
        {
            var rows = 0L;
            using (var file = File.OpenRead(input))
            using (var text = input.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? (Stream)new GZipStream(file, CompressionMode.Decompress) : file)
            using (var writer = new BufferedStream(File.Create(part), 1 << 16))
            {
                rows = Score(text, writer, () => progress(file.Position), cancellationToken);
            }

            File.Move(part, output, overwrite: true);
            return rows;
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{input}, {exception.Message}.", exception);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Scores a CSV.</summary>
    public static long Score(Stream csv, Stream output, Action progress, CancellationToken cancellationToken)
    {
        var options = new SeriesOptions();
        var scorer = new SeriesScorer(options, SubsequenceModel.Default);
        output.Write("timestamp,value,anomaly_score,severity\n"u8);
        var rows = 0L;
        Span<byte> numbers = stackalloc byte[64];
        foreach (var row in new SeriesReader(csv).Rows())
        {
            var reading = scorer.Next(row.Time, row.Value);
            output.Write(row.TimeText.Span);
            output.WriteByte((byte)',');
            output.Write(row.ValueText.Span);
            Utf8.TryWrite(numbers, CultureInfo.InvariantCulture, $",{options.ToUnitInterval(reading.Alert):0.000000},{options.ToUnitInterval(reading.Severity):0.000000}\n", out var length);
            output.Write(numbers[..length]);
            if (++rows % 10_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress();
            }
        }

        return rows > 0 ? rows : throw new InvalidDataException("line 1: there are no rows");
    }
}
