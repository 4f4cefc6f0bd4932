namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>One entry of a fold's state. <paramref name="Bytes"/> is null where the entry is gone.</summary>
public readonly record struct StateEntry(string Key, ReadOnlyMemory<byte>? Bytes);
