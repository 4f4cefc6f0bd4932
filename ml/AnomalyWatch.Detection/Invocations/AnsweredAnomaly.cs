using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>An anomaly of an incident that somebody answered, as far as the first fold needs it: it knows no incidents.</summary>
/// <param name="Function">The function's full name.</param>
/// <param name="Kind">The kind of story.</param>
/// <param name="From">Begin of its first window, UTC.</param>
/// <param name="To">End of its last window, UTC.</param>
public sealed record AnsweredAnomaly(string Function, AnomalyKind Kind, DateTimeOffset From, DateTimeOffset To);
