using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>What an incident's content depends on besides its own anomalies.</summary>
/// <param name="ScorerClock">How far every partition of the first fold has come; null where none has been seen.</param>
/// <param name="Causes">Changes that may have caused it.</param>
/// <param name="Related">What else was off at its functions, under another key.</param>
/// <param name="LeftOut">How many of its anomalies found no room.</param>
internal sealed record Surroundings(DateTimeOffset? ScorerClock, IReadOnlyList<Change> Causes, IReadOnlyList<Sighting> Related, int LeftOut)
{
    public static Surroundings None { get; } = new(null, [], [], 0);
}
