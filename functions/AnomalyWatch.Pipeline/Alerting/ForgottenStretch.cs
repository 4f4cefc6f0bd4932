namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>What is still known of a told segment that has left memory: when it began and ended.</summary>
internal sealed record ForgottenStretch(DateTimeOffset FirstSeen, DateTimeOffset LastSeen);
