using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>An entry's key in 16 bytes: the first half of its SHA-256, since with a weaker hash a stranger could make two names look like one.</summary>
public readonly record struct EntryId(ulong High, ulong Low)
{
    private const int MaxStackBytes = 1024;

    /// <summary>The id of a key.</summary>
    public static EntryId Of(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var most = Encoding.UTF8.GetMaxByteCount(key.Length);
        Span<byte> utf8 = most <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[most];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        return new EntryId(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[sizeof(ulong)..]));
    }
}
