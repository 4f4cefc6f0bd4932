namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>One entry of a fold's state.</summary>
/// <param name="Key">What names it within the fold; compared ordinally.</param>
/// <param name="Bytes">Its content; null where the entry is gone.</param>
public readonly record struct StateEntry(string Key, ReadOnlyMemory<byte>? Bytes)
{
    /// <summary>Whether the fold wants to know where it comes to lie, so that it need not hold it.</summary>
    public bool IsIdle { get; init; }

    /// <summary>For an entry that was read: where it lies, if that is known.</summary>
    public EntryPlace Place { get; init; }
}
