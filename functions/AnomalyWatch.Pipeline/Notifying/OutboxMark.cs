namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>An incident that has changed, or is about to.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="PutAt">When it was marked, on the writer's clock, UTC.</param>
/// <param name="Version">The outbox's own mark of this state.</param>
public sealed record OutboxMark(string IncidentId, DateTimeOffset PutAt, string Version);
