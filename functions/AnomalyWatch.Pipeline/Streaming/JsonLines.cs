using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Records as one JSON object per line: what a codec without columns puts into a pack, and what older and foreign bodies hold.</summary>
internal static class JsonLines
{
    /// <summary>The length of a record's line.</summary>
    public static int SizeOf<TRecord>(IRecordCodec<TRecord> codec, in TRecord record)
    {
        var line = new ArrayBufferWriter<byte>();
        codec.Write(record, line);
        return line.WrittenCount + 1;
    }

    /// <summary>Writes one line per record.</summary>
    public static void Write<TRecord>(IRecordCodec<TRecord> codec, ReadOnlySpan<TRecord> records, IBufferWriter<byte> output)
    {
        foreach (ref readonly var record in records)
        {
            codec.Write(record, output);
            output.Write("\n"u8);
        }
    }

    /// <summary>Reads as many lines as the pack is said to hold records.</summary>
    public static bool TryRead<TRecord>(IRecordCodec<TRecord> codec, in PackedRecords packed, RecordTaker<TRecord> take, out string? fault)
    {
        if (packed.Dense.Count((byte)'\n') != packed.Count || !packed.Loose.IsEmpty)
        {
            fault = "the pack holds another number of records than it says";
            return false;
        }

        Read(codec, packed.Dense, take);
        fault = null;
        return true;
    }

    /// <summary>Reads lines up to the end; empty ones are passed over.</summary>
    public static void Read<TRecord>(IRecordCodec<TRecord> codec, ReadOnlySpan<byte> lines, RecordTaker<TRecord> take)
    {
        for (var index = 0; !lines.IsEmpty;)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            if (!line.IsEmpty)
            {
                var isSound = codec.TryRead(line, out var record, out _);
                take(index++, isSound, record);
            }
        }
    }
}
