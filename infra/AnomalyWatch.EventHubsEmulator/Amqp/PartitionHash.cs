using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>
/// The partition that the service picks for a key: Bob Jenkins' lookup3 over the key's UTF-8, folded to 16 bits. The pipeline has its own, as
/// the emulator must stand without it; a test holds the two together.
/// </summary>
internal static class PartitionHash
{
    private const int BlockBytes = 12;

    /// <summary>The partition of a key.</summary>
    public static int PartitionOf(string key, int partitions) => Math.Abs(Fold(key) % partitions);

    private static short Fold(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        uint a, b, c;
        a = b = c = 0xdeadbeef + (uint)bytes.Length;
        if (bytes.Length == 0)
        {
            return (short)(c ^ b);
        }

        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        var whole = (bytes.Length - 1) / BlockBytes * BlockBytes;
        for (var at = 0; at < whole; at += BlockBytes)
        {
            Add(bytes.AsSpan(at), ref a, ref b, ref c);
            Mix(ref a, ref b, ref c);
        }

        // The last block is short or whole but never missing; zeros behind its end change nothing.
        bytes.AsSpan(whole).CopyTo(last);
        Add(last, ref a, ref b, ref c);
        Finish(ref a, ref b, ref c);
        return (short)(c ^ b);
    }

    private static void Add(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(block);
        b += BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        (a, c) = ((a - c) ^ BitOperations.RotateLeft(c, 4), c + b);
        (b, a) = ((b - a) ^ BitOperations.RotateLeft(a, 6), a + c);
        (c, b) = ((c - b) ^ BitOperations.RotateLeft(b, 8), b + a);
        (a, c) = ((a - c) ^ BitOperations.RotateLeft(c, 16), c + b);
        (b, a) = ((b - a) ^ BitOperations.RotateLeft(a, 19), a + c);
        (c, b) = ((c - b) ^ BitOperations.RotateLeft(b, 4), b + a);
    }

    private static void Finish(ref uint a, ref uint b, ref uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
