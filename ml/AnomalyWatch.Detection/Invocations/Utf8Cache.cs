using System.Buffers.Binary;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// Values by the UTF-8 bytes that they were made from. It has room for a fixed number: a new value takes the place of an older one in its row, so that a
/// stranger with ever new texts makes it forget and never grow, and costs no more than without it. Safe for concurrent use.
/// </summary>
/// <typeparam name="T">What is kept; it must not change.</typeparam>
internal sealed class Utf8Cache<T>
{
    /// <summary>Longer keys are not kept.</summary>
    public const int LongestKey = 256;

    /// <summary>How many values it has room for.</summary>
    public const int Capacity = Rows * Ways;

    private const int Rows = 2048;
    private const int Ways = 4;
    private const ulong Odd = 0x9E3779B97F4A7C15;

    // Written without a lock: a row that two threads write at once forgets a value, no more.
    private readonly Entry?[] _entries = new Entry?[Capacity];
    private long _replaced;

    /// <summary>How many values have made place for others.</summary>
    public long Replaced => Interlocked.Read(ref _replaced);

    /// <summary>Finds a value.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, out T? value)
    {
        var hash = HashOf(key);
        var row = _entries.AsSpan(RowOf(hash), Ways);
        foreach (var entry in row)
        {
            if (entry is not null && entry.Hash == hash && key.SequenceEqual(entry.Key))
            {
                value = entry.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Keeps a value, where its key is not too long.</summary>
    public void Add(ReadOnlySpan<byte> key, T value)
    {
        if (key.Length > LongestKey)
        {
            return;
        }

        var hash = HashOf(key);
        var row = _entries.AsSpan(RowOf(hash), Ways);
        if (row[Ways - 1] is not null)
        {
            Interlocked.Increment(ref _replaced);
        }

        // The oldest goes.
        row[..(Ways - 1)].CopyTo(row[1..]);
        row[0] = new Entry(hash, key.ToArray(), value);
    }

    private static int RowOf(ulong hash) => (int)((hash >> 32) % Rows) * Ways;

    // Quick rather than safe from collisions: who makes texts collide makes the cache forget them.
    private static ulong HashOf(ReadOnlySpan<byte> key)
    {
        var hash = (ulong)key.Length * Odd;
        while (key.Length >= sizeof(ulong))
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key)) * Odd;
            hash ^= hash >> 31;
            key = key[sizeof(ulong)..];
        }

        var rest = 0UL;
        foreach (var part in key)
        {
            rest = (rest << 8) | part;
        }

        hash = (hash ^ rest) * Odd;
        return hash ^ (hash >> 29);
    }

    private sealed record Entry(ulong Hash, byte[] Key, T Value);
}
