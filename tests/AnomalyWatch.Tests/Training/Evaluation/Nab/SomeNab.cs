using AnomalyWatch.Training.Evaluation.Nab;

namespace AnomalyWatch.Tests.Training.Evaluation.Nab;

/// <summary>Series of 100 rows, 15 of them probation.</summary>
internal static class SomeNab
{
    public const int Rows = 100;

    public static NabSeries Series(string name, params (int First, int Last)[] windows) =>
        new(name, [], [.. Enumerable.Range(0, Rows).Select(row => DateTimeOffset.UnixEpoch.AddMinutes(row))], new double[Rows], windows);

    /// <summary>0 but for the rows named.</summary>
    public static double[] Scores(params (int Row, double Score)[] alerts)
    {
        var scores = new double[Rows];
        foreach (var (row, score) in alerts)
        {
            scores[row] = score;
        }

        return scores;
    }
}
