namespace AnomalyWatch.Training.Evaluation.Kpi;

/// <summary>The simplest thing that could work: how far a value is from the last hour, and its change against yesterday from the last hour's changes; the lesser counts.</summary>
public static class ZScoreBaseline
{
    /// <summary>A score for each value, the longer the more unusual.</summary>
    public static double[] Score(long[] times, double[] values)
    {
        var step = Math.Max(1, times[1] - times[0]);
        var (hour, day) = ((int)(3600 / step), (int)(86_400 / step));
        var changes = values.Select((value, i) => i < day ? double.NaN : value - values[i - day]).ToArray();
        return [.. values.Select((_, i) => i < day + hour ? 0 : Math.Min(Distance(values, i, hour), Distance(changes, i, hour)))];
    }

    private static double Distance(double[] values, int at, int length)
    {
        var (sum, squares) = (0d, 0d);
        for (var i = at - length; i < at; i++)
        {
            sum += values[i];
            squares += values[i] * values[i];
        }

        var mean = sum / length;
        return Math.Abs(values[at] - mean) / (Math.Sqrt(Math.Max(0, (squares / length) - (mean * mean))) + 1e-9);
    }
}
