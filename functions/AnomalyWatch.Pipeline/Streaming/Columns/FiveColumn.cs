using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>
/// Fields that go together (a caller's address and agent, a status and its outcome): each combination is written once, each record
/// names its combination. Written apart, every field would cost its own bits again, since no compression sees across columns.
/// </summary>
internal sealed class FiveColumn
{
    private readonly Dictionary<Five, int> _numbers = [];
    private readonly List<Five> _distinct = [];

    /// <summary>Writes the rows; their count is known to the reader.</summary>
    public void Write(ReadOnlySpan<Five> rows, IBufferWriter<byte> output)
    {
        _numbers.Clear();
        _distinct.Clear();
        var longs = ArrayPool<long>.Shared.Rent(rows.Length);
        var number = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if ((i == 0 || rows[i] != rows[i - 1]) && !_numbers.TryGetValue(rows[i], out number))
            {
                number = _distinct.Count;
                _numbers.Add(rows[i], number);
                _distinct.Add(rows[i]);
            }

            longs[i] = number;
        }

        output.WriteVarint((ulong)_distinct.Count);
        WholeColumn.Write(longs.AsSpan(0, rows.Length), output);
        for (var field = 0; field < 5; field++)
        {
            for (var i = 0; i < _distinct.Count; i++)
            {
                longs[i] = Field(_distinct[i], field);
            }

            WholeColumn.Write(longs.AsSpan(0, _distinct.Count), output);
        }

        ArrayPool<long>.Shared.Return(longs);
    }

    /// <summary>Reads as many rows as there is room for.</summary>
    public static void Read(ref ColumnSource source, Span<Five> rows)
    {
        var count = source.Count(rows.Length);
        var numbers = ArrayPool<long>.Shared.Rent(rows.Length);
        var fields = ArrayPool<long>.Shared.Rent(count * 5);
        WholeColumn.Read(ref source, numbers.AsSpan(0, rows.Length));
        for (var field = 0; field < 5; field++)
        {
            WholeColumn.Read(ref source, fields.AsSpan(field * count, count));
        }

        for (var i = 0; i < rows.Length && !source.Failed; i++)
        {
            var number = (ulong)numbers[i];
            if (number >= (ulong)count)
            {
                source.Fail();
                break;
            }

            var at = (int)number;
            rows[i] = new Five(
                (int)fields[at], (int)fields[count + at], (int)fields[(2 * count) + at], (int)fields[(3 * count) + at], (int)fields[(4 * count) + at]);
        }

        ArrayPool<long>.Shared.Return(numbers);
        ArrayPool<long>.Shared.Return(fields);
    }

    private static int Field(in Five row, int field) => field switch
    {
        0 => row.A,
        1 => row.B,
        2 => row.C,
        3 => row.D,
        _ => row.E,
    };
}
