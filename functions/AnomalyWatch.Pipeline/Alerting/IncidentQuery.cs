namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Which incidents are wanted; null means any. The one first seen last comes first. Incidents merged into others are never wanted.</summary>
/// <param name="Since">Last seen at or after this time.</param>
/// <param name="Status">Open or resolved.</param>
/// <param name="Function">Concerning this function (full name).</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
public sealed record IncidentQuery(DateTimeOffset? Since = null, IncidentStatus? Status = null, string? Function = null, int Limit = 100)
{
    /// <summary>The largest <see cref="Limit"/>.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Whether an incident is wanted.</summary>
    public bool Wants(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return incident.MergedInto is null
            && (Since is null || incident.LastSeen >= Since)
            && (Status is null || incident.Status == Status)
            && (Function is null || incident.Functions.Contains(Function, StringComparer.Ordinal));
    }

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> where <see cref="Limit"/> is out of range.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, MaxLimit);
    }
}
