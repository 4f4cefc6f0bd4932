using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Training.Evaluation.Nezha;

/// <summary>One score for all signals of a service.</summary>
internal static class NezhaScores
{
    /// <summary>The power with which signals are combined: the strongest count most, several say more than one.</summary>
    private const double Power = 4;

    private const int Hour = 60;

    /// <summary>The power mean of the signals' alert scores, each signal judged by a scorer of its own that goes on from day to day.</summary>
    public static Func<NezhaService, double[]> Ours()
    {
        var scorers = new Dictionary<(string Service, string Signal), SeriesScorer>();
        return service =>
        {
            var sums = new double[service.Times.Length];
            for (var signal = 0; signal < service.Signals.Length; signal++)
            {
                var key = (service.Name, service.Signals[signal]);
                if (!scorers.TryGetValue(key, out var scorer))
                {
                    scorers.Add(key, scorer = new SeriesScorer(new SeriesOptions(), SubsequenceModel.Default));
                }

                for (var row = 0; row < sums.Length; row++)
                {
                    sums[row] += Math.Pow(scorer.Next(service.Times[row], service.Values[signal][row]).Alert, Power);
                }
            }

            return [.. sums.Select(sum => Math.Pow(sum / service.Signals.Length, 1 / Power))];
        };
    }

    /// <summary>The simplest thing that could work: the largest distance of a signal from its last hour, in standard deviations.</summary>
    public static double[] ZScore(NezhaService service) =>
        [.. service.Times.Select((_, row) => service.Values.Max(values => Distance(values.AsSpan(Math.Max(0, row - Hour), Math.Min(row, Hour)), values[row])))];

    private static double Distance(ReadOnlySpan<double> before, double value)
    {
        var (sum, squares, count) = (0d, 0d, 0);
        foreach (var one in before)
        {
            if (!double.IsNaN(one))
            {
                (sum, squares, count) = (sum + one, squares + (one * one), count + 1);
            }
        }

        if (count < 10 || double.IsNaN(value))
        {
            return 0;
        }

        var mean = sum / count;
        return Math.Abs(value - mean) / (Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))) + (1e-3 * Math.Abs(mean)) + 1e-9);
    }
}
