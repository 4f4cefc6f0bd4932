namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Which incidents are wanted; null means any. The one first seen last comes first.</summary>
/// <param name="Since">Last seen at or after this time.</param>
/// <param name="Status">Open or resolved.</param>
/// <param name="Function">Concerning this function (full name).</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
public sealed record IncidentQuery(DateTimeOffset? Since = null, IncidentStatus? Status = null, string? Function = null, int Limit = 100);
