using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>
/// Numbers that may be absent and read back exactly equal. Where each is a decimal of few places (81.25 ms) it is written as a whole
/// number over a power of ten that all share; else its 64 bits are written as they are.
/// </summary>
internal static class NumberColumn
{
    private const byte Raw = 0xff;

    // Whole numbers above this are not all doubles.
    private const double MaxWhole = 1L << 53;

    private static readonly double[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>Writes the numbers; their count is known to the reader.</summary>
    public static void Write(ReadOnlySpan<double?> values, IBufferWriter<byte> output)
    {
        var present = ArrayPool<bool>.Shared.Rent(values.Length);
        var wholes = ArrayPool<long>.Shared.Rent(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            present[i] = values[i] is not null;
        }

        PresenceColumn.Write(present.AsSpan(0, values.Length), output);
        var places = Places(values);
        if (TryScale(values, places, wholes, out var count))
        {
            output.WriteByte((byte)places);
            WholeColumn.Write(wholes.AsSpan(0, count), output);
        }
        else
        {
            output.WriteByte(Raw);
            WriteRaw(values, output);
        }

        ArrayPool<bool>.Shared.Return(present);
        ArrayPool<long>.Shared.Return(wholes);
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    public static void Read(ref ColumnSource source, Span<double?> values)
    {
        var present = ArrayPool<bool>.Shared.Rent(values.Length);
        var wholes = ArrayPool<long>.Shared.Rent(values.Length);
        var count = PresenceColumn.Read(ref source, present.AsSpan(0, values.Length));
        var places = source.Byte();
        var power = places < Powers.Length ? Powers[places] : 1;
        if (places == Raw)
        {
            BytePlanes.Read(ref source, sizeof(double), wholes.AsSpan(0, count));
        }
        else if (places < Powers.Length)
        {
            WholeColumn.Read(ref source, wholes.AsSpan(0, count));
        }
        else
        {
            source.Fail();
        }

        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = !present[i] ? null : places == Raw ? BitConverter.Int64BitsToDouble(wholes[next++]) : wholes[next++] / power;
        }

        ArrayPool<bool>.Shared.Return(present);
        ArrayPool<long>.Shared.Return(wholes);
    }

    /// <summary>The fewest decimal places that will do, or none of them.</summary>
    private static int Places(ReadOnlySpan<double?> values)
    {
        var places = 0;
        foreach (var value in values)
        {
            while (value is { } number && places < Powers.Length && !IsWhole(number, Powers[places], out _))
            {
                places++;
            }
        }

        return places;
    }

    private static bool TryScale(ReadOnlySpan<double?> values, int places, Span<long> wholes, out int count)
    {
        count = 0;
        if (places >= Powers.Length)
        {
            return false;
        }

        foreach (var value in values)
        {
            if (value is { } number && !IsWhole(number, Powers[places], out wholes[count++]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWhole(double number, double power, out long whole)
    {
        var scaled = Math.Round(number * power);
        whole = Math.Abs(scaled) < MaxWhole ? (long)scaled : 0;
        // By bits, since -0.0 equals 0.0 and would come back without its sign.
        return BitConverter.DoubleToInt64Bits(whole / power) == BitConverter.DoubleToInt64Bits(number);
    }

    private static void WriteRaw(ReadOnlySpan<double?> values, IBufferWriter<byte> output)
    {
        var bits = ArrayPool<ulong>.Shared.Rent(values.Length);
        var count = 0;
        foreach (var value in values)
        {
            if (value is { } number)
            {
                bits[count++] = BitConverter.DoubleToUInt64Bits(number);
            }
        }

        BytePlanes.Write(bits.AsSpan(0, count), sizeof(double), output);
        ArrayPool<ulong>.Shared.Return(bits);
    }
}
