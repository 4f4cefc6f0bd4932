using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Benchmarks;

/// <summary>Series of five-minute steps with a day's rhythm, noise and a spike now and then.</summary>
internal static class SampleSeries
{
    /// <summary>Values that a series has learned: a fortnight.</summary>
    public const int Learning = 14 * 288;

    private static readonly double[] Day = [.. Enumerable.Range(0, 288).Select(row => 50 + (20 * Math.Sin(row * Math.Tau / 288)))];

    public static DateTimeOffset Time(int row) => DateTimeOffset.UnixEpoch.AddMinutes(5d * row);

    public static double Value(int series, int row)
    {
        var noise = ((((row + (7919L * series)) * 2654435761L) >> 7) % 1000) / 500d;
        return Day[row % 288] + noise + ((row + series) % 997 == 0 ? 40 : 0);
    }

    public static SeriesScorer Learned(int series)
    {
        var scorer = new SeriesScorer(new SeriesOptions(), SubsequenceModel.Default);
        for (var row = 0; row < Learning; row++)
        {
            scorer.Next(Time(row), Value(series, row));
        }

        return scorer;
    }
}
