using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Detection.Verdicts;

/// <summary>A change that bears on security.</summary>
/// <param name="Risk">In what way.</param>
/// <param name="Change">What was done, by whom, when.</param>
public sealed record RiskyChange(ChangeRisk Risk, Change Change);
