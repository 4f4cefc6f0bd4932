namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>What NAB says of one series.</summary>
/// <param name="Score">The score, not normalised.</param>
/// <param name="TruePositives">Rows inside windows that alert.</param>
/// <param name="FalsePositives">Rows outside windows that alert.</param>
/// <param name="WindowsHit">Windows with at least one alert.</param>
public readonly record struct NabSeriesScore(double Score, int TruePositives, int FalsePositives, int WindowsHit);
