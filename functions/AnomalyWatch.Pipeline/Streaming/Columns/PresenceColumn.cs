using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>Which records have a value: none, all, or one bit for each.</summary>
internal static class PresenceColumn
{
    private const byte None = 0;
    private const byte All = 1;
    private const byte Some = 2;

    /// <summary>Writes the flags; their count is known to the reader.</summary>
    public static void Write(ReadOnlySpan<bool> present, IBufferWriter<byte> output)
    {
        var count = present.Count(true);
        if (count == 0 || count == present.Length)
        {
            output.WriteByte(count == 0 ? None : All);
            return;
        }

        output.WriteByte(Some);
        var length = (present.Length + 7) / 8;
        var bits = output.GetSpan(length)[..length];
        bits.Clear();
        for (var i = 0; i < present.Length; i++)
        {
            bits[i / 8] |= (byte)(present[i] ? 1 << (i % 8) : 0);
        }

        output.Advance(length);
    }

    /// <summary>Reads as many flags as there is room for and gives how many are set.</summary>
    public static int Read(ref ColumnSource source, Span<bool> present)
    {
        var kind = source.Byte();
        present.Fill(kind == All);
        if (kind == Some)
        {
            var bits = source.Take((present.Length + 7) / 8);
            for (var i = 0; i < present.Length && !bits.IsEmpty; i++)
            {
                present[i] = (bits[i / 8] & (1 << (i % 8))) != 0;
            }
        }
        else if (kind > Some)
        {
            source.Fail();
        }

        return present.Count(true);
    }
}
