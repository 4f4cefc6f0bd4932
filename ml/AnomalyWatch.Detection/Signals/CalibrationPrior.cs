namespace AnomalyWatch.Detection.Signals;

/// <summary>What is believed of a signal's deviations before any were seen.</summary>
/// <param name="Shape">The Pareto shape of the tail: 0.1 nearly normal, 0.5 heavy.</param>
/// <param name="Strength">How many deviations in the tail it takes to outweigh this belief.</param>
/// <param name="Floor">The 95 % quantile is never below this, so that a function that never varied does not alarm at its first hiccup.</param>
public readonly record struct CalibrationPrior(double Shape, double Strength, double Floor);
