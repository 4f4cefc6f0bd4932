using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Which functions have been named to people, as 64 bits of SHA-256 of each name, so that a storm of long names stays small in the log.</summary>
public sealed class FunctionSet
{
    /// <summary>The most functions remembered (32 KB). A full set calls no function new: by then nobody reads names any more.</summary>
    public const int MaxCount = 4096;

    private readonly ulong[] _sorted;

    private FunctionSet(IEnumerable<ulong> hashes) => _sorted = [.. hashes.Distinct().Order().Take(MaxCount)];

    /// <summary>No function.</summary>
    public static FunctionSet Empty { get; } = new([]);

    /// <summary>How many functions.</summary>
    public int Count => _sorted.Length;

    /// <summary>The set of some names.</summary>
    public static FunctionSet Of(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new FunctionSet(names.Select(Hash));
    }

    /// <summary>The set that <see cref="ToBytes"/> wrote; bytes that do not make up a whole hash are passed over.</summary>
    public static FunctionSet FromBytes(ReadOnlySpan<byte> bytes)
    {
        var hashes = new List<ulong>(bytes.Length / sizeof(ulong));
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        return new FunctionSet(hashes);
    }

    /// <summary>The set as bytes, 8 for each function.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_sorted.Length * sizeof(ulong)];
        for (var i = 0; i < _sorted.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), _sorted[i]);
        }

        return bytes;
    }

    /// <summary>Whether a name is not in the set.</summary>
    public bool Lacks(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return Count < MaxCount && names.Any(name => Array.BinarySearch(_sorted, Hash(name)) < 0);
    }

    /// <summary>This set and some names more.</summary>
    public FunctionSet With(IEnumerable<string> names) => new(_sorted.Concat(names.Select(Hash)));

    private static ulong Hash(string name) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
