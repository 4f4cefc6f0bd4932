namespace AnomalyWatch.Detection.Signals;

/// <summary>What successive windows say together.</summary>
/// <param name="Score">The combined score, on the scale of -log10 p.</param>
/// <param name="Windows">How many windows it rests on, the newest included; the anomaly began with the first of them.</param>
public readonly record struct Evidence(double Score, int Windows);
