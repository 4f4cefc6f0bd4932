namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>One series of the Numenta Anomaly Benchmark.</summary>
/// <param name="Name">Its path below data/, with the group before the slash.</param>
/// <param name="Timestamps">The time of each row as it is written.</param>
/// <param name="Times">The time of each row, read as UTC.</param>
/// <param name="Values">The value of each row.</param>
/// <param name="Windows">The labelled windows, first and last row of each, in order.</param>
public sealed record NabSeries(string Name, string[] Timestamps, DateTimeOffset[] Times, double[] Values, IReadOnlyList<(int First, int Last)> Windows)
{
    private const double ProbationShare = 0.15;
    private const int LongestCounted = 5000;

    /// <summary>Which of the benchmark's groups it belongs to.</summary>
    public string Group => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Rows at the beginning that are not judged.</summary>
    public int Probation => (int)Math.Min(Math.Floor(ProbationShare * Values.Length), ProbationShare * LongestCounted);
}
