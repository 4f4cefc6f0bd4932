using System.Buffers.Binary;
using System.IO.Compression;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>One block of a file, see <see cref="SnapshotFormat"/>: nothing in it is believed.</summary>
internal static class SnapshotBlock
{
    /// <summary>Reads what stands before a block of which at most <paramref name="left"/> bytes can be there, itself included.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, long left, out int length, out int stored)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(head);
        stored = BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(int)..]);
        return length is >= 1 and <= SnapshotFormat.MaxBlockBytes && stored >= 1 && stored <= length && stored <= left - SnapshotFormat.BlockHeadBytes;
    }

    /// <summary>Unpacks a block whose head was read; false where it is not what that says.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> head, byte[] packed, int at, int stored, Span<byte> block)
    {
        switch (head[2 * sizeof(int)])
        {
            case SnapshotFormat.Stored:
                packed.AsSpan(at, stored).CopyTo(block);
                return stored == block.Length;
            case SnapshotFormat.Deflate:
                try
                {
                    using var deflate = new DeflateStream(new MemoryStream(packed, at, stored), CompressionMode.Decompress);
                    return deflate.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) == block.Length && deflate.ReadByte() < 0;
                }
                catch (InvalidDataException)
                {
                    return false;
                }

            default:
                return false;
        }
    }
}
