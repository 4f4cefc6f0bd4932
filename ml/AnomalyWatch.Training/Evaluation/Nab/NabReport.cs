using System.Globalization;
using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>Our figures on NAB beside those of the peers whose scores are published, all by the same scoring.</summary>
internal static class NabReport
{
    public static string Of(string folder)
    {
        var series = NabCorpus.Read(folder);
        var ours = new NabPeer("**AnomalyWatch**", [.. series.AsParallel().AsOrdered().Select(Score)]);
        var figures = NabPeer.ReadAll(folder, series).Prepend(ours)
            .Select(peer => (peer.Name, Figures: NabProfile.All.Select(profile => NabFigure.Of(series, peer.Scores, profile)).ToList()))
            .OrderByDescending(peer => peer.Figures[0].Score)
            .ToList();
        var windows = series.Sum(one => one.Windows.Count);
        List<string> lines =
        [
            "# NAB",
            "",
            Invariant($"{series.Count} series of {series.Select(one => one.Group).Distinct(StringComparer.Ordinal).Count()} groups, {series.Sum(one => one.Values.Length):N0} rows, {windows} labelled windows. The score is `Alert`."),
            "Every detector at the threshold that is best for it on all series in each profile, as NAB does; behind it the interval between which 90 % of 10,000 draws",
            "of series lie, and the score where the threshold for each group (series) is taken from the others only.",
            "",
            "| detector | standard | 90 % | group left out | series left out | low FP | 90 % | group left out | low FN | 90 % | group left out | windows hit | false rows |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        ];
        lines.AddRange(figures.Select(peer => Row(peer.Name, peer.Figures, windows)));
        lines.AddRange(["", "The row of windowedGaussian is lower than what is published: its threshold lies within a millionth of 1, and the recorded scores are rounded to millionths."]);
        lines.AddRange(["", "## By series, standard profile", "", "| series | windows | hit | false rows | score |", "|---|--:|--:|--:|--:|"]);
        var threshold = figures.First(peer => peer.Name == ours.Name).Figures[0].Threshold;
        lines.AddRange(series.Select((one, i) => Row(one, NabScorer.Score(one, ours.Scores[i], threshold, NabProfile.All[0]))));
        return string.Join('\n', lines) + '\n';
    }

    private static double[] Score(NabSeries series)
    {
        var scorer = new SeriesScorer(new SeriesOptions(), SubsequenceModel.Default);
        return [.. series.Values.Select((value, i) => scorer.Next(series.Times[i], value).Alert)];
    }

    private static string Row(string name, List<NabFigure> figures, int windows)
    {
        var (standard, lowFp, lowFn) = (figures[0], figures[1], figures[2]);
        return Invariant($"| {name} | {standard.Score:0.00} | {standard.Low:0}..{standard.High:0} | {standard.LeaveOneGroupOut:0.0} | {standard.LeaveOneSeriesOut:0.0} ")
            + Invariant($"| {lowFp.Score:0.00} | {lowFp.Low:0}..{lowFp.High:0} | {lowFp.LeaveOneGroupOut:0.0} | {lowFn.Score:0.00} | {lowFn.Low:0}..{lowFn.High:0} | {lowFn.LeaveOneGroupOut:0.0} ")
            + Invariant($"| {standard.WindowsHit} of {windows} | {standard.FalsePositives} |");
    }

    private static string Row(NabSeries series, NabSeriesScore score) =>
        Invariant($"| {series.Name} | {series.Windows.Count} | {score.WindowsHit} | {score.FalsePositives} | {score.Score:0.00} |");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
