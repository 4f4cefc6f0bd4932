using System.Globalization;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Demo;

/// <summary>The demo's day in the end: what was injected, what of it was found, what was told without cause.</summary>
/// <param name="Verdicts">One for each injection, in their order.</param>
/// <param name="FalseAlerts">Incidents that belong to no injection, by the time they were told.</param>
internal sealed record DemoReport(IReadOnlyList<DemoVerdict> Verdicts, IReadOnlyList<Incident> FalseAlerts)
{
    private const int MaxFalseAlertsListed = 10;

    /// <summary>How many injections were found.</summary>
    public int FoundCount => Verdicts.Count(verdict => verdict.Found is not null);

    /// <summary>Judges a day by its incidents. Those that were merged into others were never a story of their own and do not count.</summary>
    public static DemoReport Of(IReadOnlyList<DemoInjection> injections, IEnumerable<Incident> incidents)
    {
        var told = incidents.Where(incident => incident.MergedInto is null).ToList();
        return new DemoReport(
            [.. injections.Select(injection => DemoVerdict.Of(injection, told))],
            [.. told.Where(incident => !injections.Any(injection => DemoVerdict.Concerns(injection, incident)))
                .OrderBy(incident => incident.DetectedAt).ThenBy(incident => incident.Id, StringComparer.Ordinal)]);
    }

    /// <summary>The closing table for people, line by line.</summary>
    public IEnumerable<string> Lines()
    {
        var width = Verdicts.Max(verdict => verdict.Injection.Name.Length);
        yield return $"{"injected".PadRight(width)}  begin  found  delay    incident";
        foreach (var verdict in Verdicts)
        {
            var injection = verdict.Injection;
            var (found, delay) = verdict.Found is null ? ("no ", "-") : ("yes", string.Create(CultureInfo.InvariantCulture, $"{verdict.Delay!.Value.TotalMinutes:0} min"));
            var related = verdict.Related > 0 ? $" (and {verdict.Related} related)" : "";
            yield return $"{injection.Name.PadRight(width)}  {Time(injection.Start)}  {found}    {delay,-7}  {(verdict.Found is { } incident ? $"{incident.Severity.ToString().ToLowerInvariant()} {incident.Title}" : "-")}{related}";
            yield return $"{"".PadRight(width)}         {string.Join(", ", injection.Functions)}";
        }

        yield return $"{FoundCount} of {Verdicts.Count} found; {FalseAlerts.Count} false alert{(FalseAlerts.Count == 1 ? "" : "s")} (told without having been injected; the recorded day carries no labels of its own)";
        foreach (var incident in FalseAlerts.Take(MaxFalseAlertsListed))
        {
            yield return $"  not injected: {Time(incident.DetectedAt)}  {incident.Severity.ToString().ToLowerInvariant()} {incident.Title}";
        }

        if (FalseAlerts.Count > MaxFalseAlertsListed)
        {
            yield return $"  and {FalseAlerts.Count - MaxFalseAlertsListed} more";
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
