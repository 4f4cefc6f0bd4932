using System.Buffers;
using System.Numerics;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>
/// Whole numbers. One that all share is written once; else each is written as its distance from the smallest or from the one before,
/// whichever takes fewer bits, divided by the step they all share (times in whole milliseconds, sizes in whole pages). The distances lie
/// in planes, all lowest bytes first: a plane of high bytes is nearly constant and compresses to nothing, which varints, whose bytes
/// shift against each other, do not.
/// </summary>
internal static class WholeColumn
{
    private const byte Equal = 0;
    private const byte Offsets = 1;
    private const byte Deltas = 2;

    // Beyond this two numbers may be further apart than a long can say, so steps and deltas are left out.
    private const long Wide = long.MaxValue / 2;

    /// <summary>Writes the numbers; their count is known to the reader.</summary>
    public static void Write(ReadOnlySpan<long> values, IBufferWriter<byte> output)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var (min, max) = Bounds(values);
        if (min == max)
        {
            output.WriteByte(Equal);
            output.WriteSigned(min);
            return;
        }

        var isWide = min < -Wide || max > Wide;
        var step = isWide ? 1 : Step(values);
        var kind = isWide || BitsOfOffsets(values, min) <= BitsOfDeltas(values) ? Offsets : Deltas;
        var start = kind == Offsets ? min : values[0];
        output.WriteByte(kind);
        output.WriteVarint(step);
        output.WriteSigned(start);
        var distances = ArrayPool<ulong>.Shared.Rent(values.Length);
        var before = start;
        var all = 0UL;
        for (var i = 0; i < values.Length; i++)
        {
            var distance = unchecked(values[i] - before);
            if (kind == Deltas)
            {
                before = values[i];
                distance = step == 1 ? distance : distance / (long)step;
                distances[i] = ColumnBytes.ZigZag(distance);
            }
            else
            {
                distances[i] = step == 1 ? (ulong)distance : (ulong)distance / step;
            }

            all |= distances[i];
        }

        var width = (byte)((64 - BitOperations.LeadingZeroCount(all) + 7) / 8);
        output.WriteByte(width);
        BytePlanes.Write(distances.AsSpan(0, values.Length), width, output);
        ArrayPool<ulong>.Shared.Return(distances);
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    public static void Read(ref ColumnSource source, Span<long> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var kind = source.Byte();
        if (kind == Equal)
        {
            values.Fill(source.Signed());
            return;
        }

        var step = (long)source.Varint();
        var start = source.Signed();
        var width = source.Byte();
        if (kind > Deltas || width is 0 or > 8 || source.Failed)
        {
            source.Fail();
            return;
        }

        BytePlanes.Read(ref source, width, values);
        for (var i = 0; i < values.Length; i++)
        {
            if (kind == Deltas)
            {
                start += ColumnBytes.UnZigZag((ulong)values[i]) * step;
                values[i] = start;
            }
            else
            {
                values[i] = start + (values[i] * step);
            }
        }
    }

    /// <summary>About how many bits <see cref="Write"/> would take, to choose between two ways to write the same.</summary>
    public static double BitsOf(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        var (min, max) = Bounds(values);
        var bits = min < -Wide || max > Wide ? 64d * values.Length : Math.Min(BitsOfOffsets(values, min), BitsOfDeltas(values));
        return min == max || min < -Wide || max > Wide ? bits : bits - (values.Length * Math.Log2(Step(values)));
    }

    private static (long Min, long Max) Bounds(ReadOnlySpan<long> values)
    {
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    /// <summary>The greatest number that divides all differences.</summary>
    private static ulong Step(ReadOnlySpan<long> values)
    {
        var step = 0UL;
        for (var i = 1; i < values.Length && step != 1; i++)
        {
            var rest = (ulong)Math.Abs(values[i] - values[0]);
            while (rest != 0)
            {
                (step, rest) = (rest, step % rest);
            }
        }

        return step;
    }

    private static long BitsOfOffsets(ReadOnlySpan<long> values, long min)
    {
        var bits = 0L;
        foreach (var value in values)
        {
            bits += 64 - BitOperations.LeadingZeroCount((ulong)(value - min));
        }

        return bits;
    }

    private static long BitsOfDeltas(ReadOnlySpan<long> values)
    {
        var bits = 0L;
        for (var i = 1; i < values.Length; i++)
        {
            bits += 64 - BitOperations.LeadingZeroCount(ColumnBytes.ZigZag(values[i] - values[i - 1]));
        }

        return bits;
    }
}
