using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>Whole numbers that may be absent.</summary>
internal static class OptionalWholeColumn
{
    /// <summary>Writes the numbers; their count is known to the reader.</summary>
    public static void Write(ReadOnlySpan<long?> values, IBufferWriter<byte> output)
    {
        var present = ArrayPool<bool>.Shared.Rent(values.Length);
        var wholes = ArrayPool<long>.Shared.Rent(values.Length);
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            present[i] = values[i] is not null;
            if (values[i] is { } value)
            {
                wholes[count++] = value;
            }
        }

        PresenceColumn.Write(present.AsSpan(0, values.Length), output);
        WholeColumn.Write(wholes.AsSpan(0, count), output);
        ArrayPool<bool>.Shared.Return(present);
        ArrayPool<long>.Shared.Return(wholes);
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    public static void Read(ref ColumnSource source, Span<long?> values)
    {
        var present = ArrayPool<bool>.Shared.Rent(values.Length);
        var wholes = ArrayPool<long>.Shared.Rent(values.Length);
        var count = PresenceColumn.Read(ref source, present.AsSpan(0, values.Length));
        WholeColumn.Read(ref source, wholes.AsSpan(0, count));
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = present[i] ? wholes[next++] : null;
        }

        ArrayPool<bool>.Shared.Return(present);
        ArrayPool<long>.Shared.Return(wholes);
    }
}
