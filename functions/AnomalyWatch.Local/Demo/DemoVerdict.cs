using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Demo;

/// <summary>What became of one injected incident.</summary>
/// <param name="Injection">What was injected.</param>
/// <param name="Found">The incident that told it first; null where none did.</param>
/// <param name="Related">Further incidents of the same injection.</param>
internal sealed record DemoVerdict(DemoInjection Injection, Incident? Found, int Related)
{
    /// <summary>How long an injection goes on to have consequences after its end: a timer's first call after silence, an anomaly that has not yet calmed.</summary>
    public static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(60);

    /// <summary>From the begin of the injection until it was told, on the log's clock; null where it was not.</summary>
    public TimeSpan? Delay => Found is null ? null : ToldAt(Injection, Found) - Injection.Start;

    /// <summary>Judges one injection by all incidents of the day.</summary>
    public static DemoVerdict Of(DemoInjection injection, IEnumerable<Incident> incidents)
    {
        var own = incidents.Where(incident => Concerns(injection, incident))
            .OrderBy(incident => ToldAt(injection, incident)).ThenBy(incident => incident.Id, StringComparer.Ordinal).ToList();
        return new DemoVerdict(injection, own.FirstOrDefault(), Math.Max(0, own.Count - 1));
    }

    /// <summary>
    /// Whether an incident tells of an injection: it shares a function or the caller with it, and its time overlaps. Where its anomalies are
    /// known one of them must do so itself, so that an incident of a whole app does not pass for another function's.
    /// </summary>
    public static bool Concerns(DemoInjection injection, Incident incident) =>
        incident.Anomalies.Count > 0
            ? incident.Anomalies.Any(anomaly =>
                (injection.Functions.Contains(anomaly.Function) || IsCaller(injection, anomaly.Principal)) && Overlaps(injection, anomaly.WindowStart, anomaly.WindowEnd))
            : incident.Functions.Any(injection.Functions.Contains) && Overlaps(injection, incident.FirstSeen, incident.LastSeen);

    /// <summary>When people first heard of it: not before its incident was told, and not before an anomaly of its own was seen.</summary>
    private static DateTimeOffset ToldAt(DemoInjection injection, Incident incident)
    {
        var own = incident.Anomalies
            .Where(anomaly => (injection.Functions.Contains(anomaly.Function) || IsCaller(injection, anomaly.Principal)) && Overlaps(injection, anomaly.WindowStart, anomaly.WindowEnd))
            .Select(anomaly => anomaly.DetectedAt).ToList();
        return own.Count > 0 && own.Min() > incident.DetectedAt ? own.Min() : incident.DetectedAt;
    }

    private static bool IsCaller(DemoInjection injection, string? principal) => principal is not null && principal == injection.Principal;

    private static bool Overlaps(DemoInjection injection, DateTimeOffset from, DateTimeOffset to) => from < injection.End + Aftermath && to > injection.Start;
}
