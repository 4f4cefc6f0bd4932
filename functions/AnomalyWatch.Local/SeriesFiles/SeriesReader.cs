using System.Buffers.Text;
using System.Text;
using AnomalyWatch.Local.Replay;

namespace AnomalyWatch.Local.SeriesFiles;

/// <summary>
/// Reads a CSV with the columns timestamp and value in any place, or without a header these two first. Further columns are passed over, an empty value or NaN is a
/// row without a value. <see cref="InvalidDataException"/> with the line for anything else; what the line says is not repeated.
/// </summary>
internal sealed class SeriesReader(Stream csv)
{
    private const int MaxLineBytes = 64 * 1024;

    /// <summary>What is read at once; a line that does not end within it ends the reading.</summary>
    private const int LongestPiece = 16 * MaxLineBytes;

    private int _timeColumn;
    private int _valueColumn = 1;

    /// <summary>The rows in the order of the file.</summary>
    public IEnumerable<SeriesRow> Rows()
    {
        var line = 0;
        var isFirst = true;
        foreach (var piece in new LineReader(csv, LongestPiece).Pieces())
        {
            for (var rest = piece; !rest.IsEmpty;)
            {
                line++;
                var text = CutLine(ref rest, line);
                if (text.IsEmpty || (isFirst && IsHeader(text, line)))
                {
                    isFirst &= text.IsEmpty;
                    continue;
                }

                isFirst = false;
                yield return Row(text, line);
            }
        }
    }

    private static ReadOnlyMemory<byte> CutLine(ref ReadOnlyMemory<byte> rest, int number)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.Length <= MaxLineBytes ? line.Trim(" \t\r"u8) : throw new InvalidDataException($"line {number}: more than {MaxLineBytes} bytes");
    }

    private static ReadOnlyMemory<byte> Cell(ReadOnlyMemory<byte> line, int column)
    {
        for (; column > 0; column--)
        {
            var comma = line.Span.IndexOf((byte)',');
            if (comma < 0)
            {
                return default;
            }

            line = line[(comma + 1)..];
        }

        var end = line.Span.IndexOf((byte)',');
        return (end < 0 ? line : line[..end]).Trim(" \t\""u8);
    }

    private static bool TryValue(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        return text.IsEmpty || Is(text, "nan"u8) || Is(text, "null"u8) || Is(text, "na"u8) || (Utf8Parser.TryParse(text, out value, out var read) && read == text.Length);
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);

    private bool IsHeader(ReadOnlyMemory<byte> line, int number)
    {
        if (SeriesTime.TryRead(Cell(line, 0).Span, out _))
        {
            return false;
        }

        var columns = line.Span.Count((byte)',') + 1;
        _timeColumn = Find("timestamp"u8);
        _valueColumn = Find("value"u8);
        return true;

        int Find(ReadOnlySpan<byte> name)
        {
            for (var i = 0; i < columns; i++)
            {
                if (Is(Cell(line, i).Span, name))
                {
                    return i;
                }
            }

            throw new InvalidDataException($"line {number}: the columns timestamp and value are needed");
        }
    }

    private SeriesRow Row(ReadOnlyMemory<byte> line, int number)
    {
        var (timeText, valueText) = (Cell(line, _timeColumn), Cell(line, _valueColumn));
        if (!SeriesTime.TryRead(timeText.Span, out var time))
        {
            throw new InvalidDataException($"line {number}: the timestamp is neither ISO 8601 nor a Unix time");
        }

        if (line.Span.Count((byte)',') < Math.Max(_timeColumn, _valueColumn))
        {
            throw new InvalidDataException($"line {number}: there is no value");
        }

        return TryValue(valueText.Span, out var value)
            ? new SeriesRow(time, value, timeText, valueText)
            : throw new InvalidDataException($"line {number}: the value is no number");
    }
}
