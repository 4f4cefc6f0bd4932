using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>Numbers of one width taken apart into planes: the lowest bytes of all, then the next ones.</summary>
internal static class BytePlanes
{
    /// <summary>Writes the lowest <paramref name="width"/> bytes of each.</summary>
    public static void Write(ReadOnlySpan<ulong> values, int width, IBufferWriter<byte> output)
    {
        for (var plane = 0; plane < width; plane++)
        {
            var span = output.GetSpan(values.Length)[..values.Length];
            var shift = 8 * plane;
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (byte)(values[i] >> shift);
            }

            output.Advance(values.Length);
        }
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    public static void Read(ref ColumnSource source, int width, Span<long> values)
    {
        values.Clear();
        for (var plane = 0; plane < width; plane++)
        {
            var span = source.Take(values.Length);
            var shift = 8 * plane;
            for (var i = 0; i < span.Length; i++)
            {
                values[i] |= (long)span[i] << shift;
            }
        }
    }
}
