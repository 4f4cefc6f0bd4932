using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// The partition that Event Hubs itself picks for a partition key, so that a user's own producer that sends with the function's name as
/// key lands in the same place: Bob Jenkins' lookup3 (<c>hashlittle2</c> with both seeds 0) over the key's UTF-8, folded to 16 bits.
/// </summary>
public static class PartitionHash
{
    private const int BlockBytes = 12;

    /// <summary>The partition of a key among <paramref name="partitionCount"/>.</summary>
    public static int PartitionOf(string key, int partitionCount) => Math.Abs(Fold(key) % partitionCount);

    /// <summary>The 16-bit hash of a key.</summary>
    public static short Fold(string key)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        // Padding the tail with zeros equals the byte-by-byte tail of lookup3; an exact multiple still ends with a full block.
        var padded = Math.Max(1, (length + BlockBytes - 1) / BlockBytes) * BlockBytes;
        Span<byte> buffer = padded <= 528 ? stackalloc byte[padded] : new byte[padded];
        buffer.Clear();
        Encoding.UTF8.GetBytes(key, buffer);

        var a = 0xdeadbeef + (uint)length;
        var b = a;
        var c = a;
        if (length == 0)
        {
            return (short)(c ^ b);
        }

        var words = MemoryMarshal.Cast<byte, uint>(buffer);
        for (var i = 0; i < words.Length; i += 3)
        {
            a += words[i];
            b += words[i + 1];
            c += words[i + 2];
            if (i + 3 < words.Length)
            {
                Mix(ref a, ref b, ref c);
            }
        }

        Finish(ref a, ref b, ref c);
        return (short)(c ^ b);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a -= c;
        a ^= BitOperations.RotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= BitOperations.RotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= BitOperations.RotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= BitOperations.RotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= BitOperations.RotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= BitOperations.RotateLeft(b, 4);
        b += a;
    }

    private static void Finish(ref uint a, ref uint b, ref uint c)
    {
        c ^= b;
        c -= BitOperations.RotateLeft(b, 14);
        a ^= c;
        a -= BitOperations.RotateLeft(c, 11);
        b ^= a;
        b -= BitOperations.RotateLeft(a, 25);
        c ^= b;
        c -= BitOperations.RotateLeft(b, 16);
        a ^= c;
        a -= BitOperations.RotateLeft(c, 4);
        b ^= a;
        b -= BitOperations.RotateLeft(a, 14);
        c ^= b;
        c -= BitOperations.RotateLeft(b, 24);
    }
}
