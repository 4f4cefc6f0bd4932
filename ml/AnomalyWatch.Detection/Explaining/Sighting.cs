using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>One anomaly as far as its telling needs it.</summary>
/// <param name="Function">The function's full name; of a change or of many functions that of their app or account.</param>
/// <param name="Kind">The kind of story.</param>
/// <param name="Principal">The caller or operator concerned, or null.</param>
/// <param name="From">Begin of its first window, UTC.</param>
/// <param name="To">End of its last window, UTC.</param>
/// <param name="Reasons">The grounds, the strongest first.</param>
public sealed record Sighting(
    string Function,
    AnomalyKind Kind,
    string? Principal,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<Reason> Reasons)
{
    /// <summary>What else is known of a new caller.</summary>
    public Caller Traits { get; init; }

    /// <summary>What was done, for <see cref="AnomalyKind.RiskyChange"/>.</summary>
    public RiskyChange? RiskyChange { get; init; }

    /// <summary>Whether it sums up others of the same story, which are told beside it.</summary>
    public bool IsSummary => Kind.IsSummary();
}
