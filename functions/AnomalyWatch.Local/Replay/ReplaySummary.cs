namespace AnomalyWatch.Local.Replay;

/// <summary>What a replay did, as written to <c>summary.json</c>. The same input gives the same summary; times are printed, not written.</summary>
/// <param name="Records">Records read.</param>
/// <param name="Accepted">Records taken in.</param>
/// <param name="Rejected">Records refused, by reason without its position.</param>
/// <param name="Anomalies">Anomalies in incidents.</param>
/// <param name="Incidents">Incidents.</param>
public sealed record ReplaySummary(long Records, long Accepted, IReadOnlyDictionary<string, long> Rejected, long Anomalies, long Incidents);
