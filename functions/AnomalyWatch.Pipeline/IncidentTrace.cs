using System.Diagnostics;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// An activity <c>incident</c> for each state of an incident that is written: what the portal lists incidents and their functions from, since
/// neither may become a tag of a metric. It names functions, never callers: those stand in the incident itself.
/// </summary>
internal static class IncidentTrace
{
    /// <summary>What activities begin with, as the trace exporter subscribes to them.</summary>
    public const string SourceName = "AnomalyWatch";

    /// <summary>The activity.</summary>
    public const string ActivityName = "incident";

    // An incident may concern thousands; more than these no table shows.
    private const int MaxFunctions = 20;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins it; null where nobody listens.</summary>
    public static Activity? Start(Incident incident) => Source.StartActivity(ActivityName)
        ?.SetTag("anomalywatch.incident", incident.Id)
        .SetTag("anomalywatch.kind", incident.Kind)
        .SetTag("anomalywatch.severity", CamelCase.Name(incident.Severity))
        .SetTag("anomalywatch.status", CamelCase.Name(incident.Status))
        .SetTag("anomalywatch.functions", string.Join(' ', incident.Functions.Take(MaxFunctions)));
}
