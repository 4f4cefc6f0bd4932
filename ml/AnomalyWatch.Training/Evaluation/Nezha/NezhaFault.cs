namespace AnomalyWatch.Training.Evaluation.Nezha;

/// <summary>A fault that was injected; when it ended is not told.</summary>
/// <param name="Time">When.</param>
/// <param name="Service">Into a pod of which service.</param>
/// <param name="Kind">Of what kind.</param>
public sealed record NezhaFault(DateTimeOffset Time, string Service, string Kind);
