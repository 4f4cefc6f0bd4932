using System.Globalization;

namespace AnomalyWatch.Training.Evaluation.Nezha;

/// <summary>Our figures on Nezha's Online Boutique beside those of a z-score, at the same false events.</summary>
internal static class NezhaReport
{
    private static readonly double[] Budgets = [0.5, 1, 2, 4];

    public static string Of(string folder)
    {
        var days = NezhaDay.ReadAll(folder);
        var ours = Events(days, NezhaScores.Ours());
        var baseline = Events(days, NezhaScores.ZScore);
        List<string> lines =
        [
            "# Nezha, Online Boutique",
            "",
            Invariant($"{days.Count} days, {days[0].Services.Count} services with the entry, {days[0].Services.Sum(service => service.Signals.Length)} signals, {days.Sum(day => day.Faults.Count)} faults. A fault is found by an alert of its own service or of the entry within five minutes."),
            Invariant($"False are the events of {ours.CalmServiceDays:0.0} service-days in which nothing is injected; thresholds are those at which so many come. On the first day faults begin two minutes after the"),
            "data do, so that nothing can have been learned; the second day is judged by what the first has taught. By chance alone one false event per service and day",
            "finds one fault in a hundred.",
            "",
            "| false events per service and day | | threshold | found, first day | found, second day | by the service itself | service is the strongest of all |",
            "|--:|---|--:|--:|--:|--:|--:|",
        ];
        foreach (var budget in Budgets)
        {
            lines.Add(Row(budget, "**AnomalyWatch**", ours));
            lines.Add(Row(budget, "z-score of an hour", baseline));
        }

        lines.AddRange(["", "By kind, both days, at one false event per service and day:", "", "| kind | faults | AnomalyWatch | z-score |", "|---|--:|--:|--:|"]);
        foreach (var kind in days.SelectMany(day => day.Faults).Select(fault => fault.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (faults, found, _, _) = ours.At(ours.Threshold(1), (_, fault) => fault.Kind == kind);
            lines.Add(Invariant($"| {kind} | {faults} | {found} | {baseline.At(baseline.Threshold(1), (_, fault) => fault.Kind == kind).Found} |"));
        }

        return string.Join('\n', lines) + '\n';
    }

    private static NezhaEvents Events(IReadOnlyList<NezhaDay> days, Func<NezhaService, double[]> score)
    {
        var events = new NezhaEvents();
        foreach (var day in days)
        {
            events.Add(day, [.. day.Services.Select(score)]);
        }

        return events;
    }

    private static string Row(double budget, string name, NezhaEvents events)
    {
        var threshold = events.Threshold(budget);
        var (first, second, all) = (events.At(threshold, (day, _) => day == 0), events.At(threshold, (day, _) => day > 0), events.At(threshold, (_, _) => true));
        return Invariant($"| {budget:0.0} | {name} | {threshold:0.00} | {first.Found} of {first.Faults} | {second.Found} of {second.Faults} | {all.AtService} of {all.Faults} | {all.Strongest} of {all.Faults} |");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
