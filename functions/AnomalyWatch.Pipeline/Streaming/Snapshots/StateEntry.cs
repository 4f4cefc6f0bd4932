namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>One entry of a fold's state.</summary>
/// <param name="Key">What names it within the fold; compared ordinally.</param>
/// <param name="Bytes">Its content; null where the entry is gone.</param>
public readonly record struct StateEntry(string Key, ReadOnlyMemory<byte>? Bytes);
