namespace AnomalyWatch.Local.Replay;

/// <summary>
/// What a replay did, as written to <c>summary.json</c>. The same input gives the same summary byte for byte, so how long it took stands
/// in <c>timing.json</c> (<see cref="ReplayTiming"/>).
/// </summary>
/// <param name="Records">Records read: those accepted, those that are no invocations, those rejected.</param>
/// <param name="Accepted">Records taken in.</param>
/// <param name="NotInvocations">Sound records that describe no invocation and no change.</param>
/// <param name="Rejected">Records refused, by reason without its position; a delivery of which nothing could be read counts as one.</param>
/// <param name="Duplicates">Accepted records of calls that had been counted already.</param>
/// <param name="Late">Accepted records that came too late for their minute to be judged again, as they do where the input is not in order of time.</param>
/// <param name="Windows">Minutes of functions judged.</param>
/// <param name="NotReadyWindows">Those of which nothing could be said yet, because the function was too new.</param>
/// <param name="Anomalies">Anomalies, also those too weak for an incident.</param>
/// <param name="Incidents">Incidents, those included that were merged into others.</param>
public sealed record ReplaySummary(
    long Records,
    long Accepted,
    long NotInvocations,
    IReadOnlyDictionary<string, long> Rejected,
    long Duplicates,
    long Late,
    long Windows,
    long NotReadyWindows,
    long Anomalies,
    long Incidents);
