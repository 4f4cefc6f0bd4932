using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>One anomaly as far as its telling needs it.</summary>
/// <param name="Function">The function's full name.</param>
/// <param name="Kind">The kind of story.</param>
/// <param name="Principal">The caller concerned, or null.</param>
/// <param name="From">Begin of its first window, UTC.</param>
/// <param name="To">End of its last window, UTC.</param>
/// <param name="Reasons">The grounds, the strongest first.</param>
public sealed record Sighting(
    string Function,
    AnomalyKind Kind,
    string? Principal,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<Reason> Reasons);
