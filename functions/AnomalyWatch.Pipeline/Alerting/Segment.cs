using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>A stretch of a chain of anomalies, small enough to be one incident.</summary>
/// <param name="Members">Its anomalies by window start, then id; never empty.</param>
/// <param name="ContinuesFrom">When the stretch before it in the same chain began; null for the first.</param>
/// <param name="ChainWeight">The weight of the whole chain.</param>
internal sealed record Segment(IReadOnlyList<Anomaly> Members, DateTimeOffset? ContinuesFrom, double ChainWeight)
{
    // Weights such as ten times 0.1 must reach 1.
    private const double RoundingSlack = 1e-9;

    /// <summary>Whether the chain is heavy enough to be told.</summary>
    public bool IsTold => IsHeavyEnough(ChainWeight);

    /// <summary>Whether a sum of weights reaches 1.</summary>
    public static bool IsHeavyEnough(double weight) => weight >= 1 - RoundingSlack;

    /// <summary>Whom an incident is named and recognised by: a summary may be another one as soon as one more anomaly is known.</summary>
    public Anomaly Anchor => Members.FirstOrDefault(member => !member.Kind.IsSummary()) ?? Members[0];

    public DateTimeOffset FirstSeen => Members[0].WindowStart;

    public DateTimeOffset LastSeen { get; } = Members.Max(member => member.WindowEnd);

    public bool HasEnded { get; } = Members.All(member => member.Phase == AnomalyPhase.Ended);
}
