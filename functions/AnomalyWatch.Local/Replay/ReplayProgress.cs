namespace AnomalyWatch.Local.Replay;

/// <summary>How far a replay has come.</summary>
/// <param name="BytesRead">Bytes of the files read, as they lie on the disk.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
/// <param name="Records">Records read.</param>
public readonly record struct ReplayProgress(long BytesRead, long BytesTotal, long Records);
