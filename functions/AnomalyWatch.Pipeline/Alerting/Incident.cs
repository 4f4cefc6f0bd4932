using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Anomalies that are one story. A value: the same anomalies and the same clock give the same incident, in whatever order they came.</summary>
public sealed record Incident
{
    /// <summary>32 hexadecimal digits, made from the key and the first anomaly.</summary>
    public required string Id { get; init; }

    /// <summary>What its anomalies have in common: <c>principal:...</c>, <c>app:...</c> or <c>function:...</c>, within one cloud account.</summary>
    public required string Key { get; init; }

    /// <summary>Whether it goes on.</summary>
    public required IncidentStatus Status { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How sure, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The kind of its weightiest anomaly, in camel case (<c>burst</c>, <c>newCaller</c>).</summary>
    public required string Kind { get; init; }

    /// <summary>One line for people, plain text, at most 150 characters. Holds names from outside: escape where it is shown.</summary>
    public required string Title { get; init; }

    /// <summary>At most 12 lines for people, plain text. Holds names from outside: escape where it is shown.</summary>
    public required string Explanation { get; init; }

    /// <summary>The functions concerned, sorted, without doubles.</summary>
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>Begin of its first anomalous window, UTC.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>End of its last anomalous window, UTC.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When it was first told, on the log's clock.</summary>
    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>When its functions had been normal for long enough, on the log's clock; null while open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The older incident that it turned out to be part of; null normally. A merged incident is resolved and is not listed by default.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Its anomalies by window start, then id; capped, see <see cref="AnomaliesLeftOut"/>.</summary>
    public required IReadOnlyList<Anomaly> Anomalies { get; init; }

    /// <summary>How many anomalies the cap left out.</summary>
    public int AnomaliesLeftOut { get; init; }
}
