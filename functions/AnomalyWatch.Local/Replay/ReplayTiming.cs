namespace AnomalyWatch.Local.Replay;

/// <summary>How long a replay took, as written to <c>timing.json</c>: the only output that differs from run to run.</summary>
/// <param name="Seconds">From the opening of the first file to the last result.</param>
/// <param name="RecordsPerSecond">Records read in a second, on average.</param>
public sealed record ReplayTiming(double Seconds, double RecordsPerSecond);
