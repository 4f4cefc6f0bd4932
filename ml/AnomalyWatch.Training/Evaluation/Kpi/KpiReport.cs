using System.Globalization;
using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Training.Evaluation.Kpi;

/// <summary>Our figures on the KPIs of the AIOps challenge beside those of ten lines of z-score: thresholds chosen on the train halves, figures of the test halves.</summary>
internal static class KpiReport
{
    /// <summary>What scores less is never worth an alert, by far.</summary>
    private const double Lowest = 0.2;

    public static string Of(string folder)
    {
        var series = KpiSeries.ReadAll(folder);
        List<string> lines =
        [
            "# AIOps KPI 2018",
            "",
            Invariant($"{series.Count} series, {series.Sum(kpi => (long)kpi.Values.Length):N0} rows. Each series is read once, from its first row to its last; the one threshold of a detector is the best on all train halves by F1 of"),
            $"events. An event is found by an alert within its first {KpiEvents.Delay + 1} rows; false alerts within {KpiEvents.Merge} rows of each other are one. Point-adjusted F1 is what publications report (delay limit {KpiEvents.Delay}).",
            "",
            "| detector | threshold | F1, train halves | **F1, test halves** | recall | precision | false events per series and day | point-adjusted F1 | F1 at the test halves' own best threshold |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
            Row("**AnomalyWatch**, `Alert`", series, Score),
            Row("z-score of ten lines", series, kpi => ZScoreBaseline.Score(kpi.Times, kpi.Values)),
        ];
        return string.Join('\n', lines) + '\n';
    }

    private static double[] Score(KpiSeries series)
    {
        var scorer = new SeriesScorer(new SeriesOptions(), SubsequenceModel.Default);
        return [.. series.Values.Select((value, i) => scorer.Next(DateTimeOffset.FromUnixTimeSeconds(series.Times[i]), value).Alert)];
    }

    private static string Row(string name, IReadOnlyList<KpiSeries> series, Func<KpiSeries, double[]> score)
    {
        var (train, test) = (new KpiEvents(), new KpiEvents());
        foreach (var (kpi, scores) in series.AsParallel().AsOrdered().Select(kpi => (kpi, score(kpi))))
        {
            train.Add(kpi, scores, KpiHalf.Train, Lowest);
            test.Add(kpi, scores, KpiHalf.Test, Lowest);
        }

        var best = train.Best(figures => figures.F1);
        var judged = test.At(best.Threshold);
        return Invariant($"| {name} | {best.Threshold:0.00} | {best.F1:0.000} | **{judged.F1:0.000}** | {judged.Recall:0.000} | {judged.Precision:0.000} | {judged.FalsePerDay:0.00} | {judged.AdjustedF1:0.000} | {test.Best(figures => figures.F1).F1:0.000} |");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
