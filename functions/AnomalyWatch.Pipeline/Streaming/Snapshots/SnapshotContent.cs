using System.Text;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A head and entries that are within the limits, in the order in which they are written, and how long they will be.</summary>
internal sealed class SnapshotContent
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private SnapshotContent(ReadOnlyMemory<byte> head, StateEntry[] entries, CarriedEntries? carried, long entryBytes) =>
        (Head, Entries, Carried, EntryBytes) = (head, entries, carried, entryBytes);

    /// <summary>What is not kept by key.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>The entries by ordinal order of their keys; in a full one none that is gone.</summary>
    public StateEntry[] Entries { get; }

    /// <summary>Entries taken over from other files; their keys are none of <see cref="Entries"/>.</summary>
    public CarriedEntries? Carried { get; }

    /// <summary>How many entries there are, those taken over included.</summary>
    public int Count => Entries.Length + (Carried?.Count ?? 0);

    /// <summary>The bytes of all these with keys and lengths.</summary>
    public long EntryBytes { get; }

    /// <summary>Where the idle entries and those taken over came to lie, in a file of number 0; known once it is written.</summary>
    public List<PlacedEntry> Placed { get; } = [];

    /// <summary>Checks and sorts. Throws <see cref="ArgumentException"/> with what is too much, or a key that stands twice or is no text.</summary>
    public static SnapshotContent Of(ReadOnlyMemory<byte> head, IReadOnlyList<StateEntry> entries, bool isFull, CarriedEntries? carried = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (head.Length > SnapshotFormat.MaxHeadBytes)
        {
            throw new ArgumentException($"A head of {head.Length} bytes is too long, {SnapshotFormat.MaxHeadBytes} are allowed.", nameof(head));
        }

        var count = entries.Count + (carried?.Count ?? 0);
        if (count > SnapshotFormat.MaxEntries)
        {
            throw new ArgumentException($"{count} entries are too many, {SnapshotFormat.MaxEntries} are allowed.", nameof(entries));
        }

        StateEntry[] sorted = [.. isFull ? entries.Where(entry => entry.Bytes is not null) : entries];
        var bytes = sorted.Sum(entry => (long)SizeOf(entry)) + (carried?.Bytes ?? 0);
        if (head.Length + bytes > SnapshotFormat.MaxContentBytes)
        {
            throw new ArgumentException($"A state of {head.Length + bytes} bytes is too large, {SnapshotFormat.MaxContentBytes} are allowed.", nameof(entries));
        }

        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Key == sorted[i - 1].Key)
            {
                throw new ArgumentException("A key stands twice.", nameof(entries));
            }
        }

        return new SnapshotContent(head, sorted, carried, bytes);
    }

    /// <summary>How many bytes an entry takes in a block.</summary>
    private static int SizeOf(in StateEntry entry)
    {
        var key = KeyBytes(entry.Key);
        var length = entry.Bytes?.Length ?? -1;
        return key is > 0 and <= SnapshotFormat.MaxKeyBytes && length <= SnapshotFormat.MaxEntryBytes
            ? VarintBytes(key) + key + VarintBytes(length + 1) + Math.Max(0, length)
            : throw new ArgumentException(
                $"An entry of {length} bytes with a key of {key} is not written: a key has 1 to {SnapshotFormat.MaxKeyBytes} bytes and is a text, an entry has {SnapshotFormat.MaxEntryBytes} at most.");
    }

    private static int KeyBytes(string key)
    {
        try
        {
            return key is null ? 0 : StrictUtf8.GetByteCount(key);
        }
        catch (EncoderFallbackException)
        {
            return 0; // half a surrogate pair: it would come back as another key
        }
    }

    private static int VarintBytes(int value) => (38 - int.LeadingZeroCount(value | 1)) / 7;
}
