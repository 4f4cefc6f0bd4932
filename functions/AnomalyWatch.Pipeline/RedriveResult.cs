namespace AnomalyWatch.Pipeline;

/// <summary>What became of a quarantined item that was tried again.</summary>
/// <param name="Accepted">Records that were taken in now.</param>
/// <param name="NotInvocations">Records that turned out to be sound and to describe no invocation.</param>
/// <param name="Left">The item that holds what still cannot be read, with the reason and the attempts so far; null where nothing is left.</param>
public sealed record RedriveResult(int Accepted, int NotInvocations, Streaming.Quarantine.QuarantinedItem? Left);
