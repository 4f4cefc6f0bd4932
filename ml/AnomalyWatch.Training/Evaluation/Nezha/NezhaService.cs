namespace AnomalyWatch.Training.Evaluation.Nezha;

/// <summary>What was measured of a service on one day, about once a minute.</summary>
/// <param name="Name">Its name, without that of the pod.</param>
/// <param name="Times">When each row was measured.</param>
/// <param name="Signals">Names of the columns.</param>
/// <param name="Values">The values, one array a signal.</param>
public sealed record NezhaService(string Name, DateTimeOffset[] Times, string[] Signals, double[][] Values);
