using System.Diagnostics.Metrics;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>What this room counts.</summary>
internal static class AlertingCounters
{
    private static readonly Meter Meter = new("AnomalyWatch");

    /// <summary>New states of incidents, by <c>status</c> and <c>severity</c>.</summary>
    public static readonly Counter<long> Incidents = Meter.CreateCounter<long>("anomalywatch.alerting.incident_states");

    /// <summary>What a cap kept out, tagged with the cap's name.</summary>
    public static readonly Counter<long> Overflow = Meter.CreateCounter<long>("anomalywatch.alerting.overflow");

    /// <summary>Rows of the incident table that could not be read.</summary>
    public static readonly Counter<long> UnreadableRows = Meter.CreateCounter<long>("anomalywatch.alerting.unreadable_rows");

    public static void CountOverflow(string cap, int count = 1) => Overflow.Add(count, new KeyValuePair<string, object?>("cap", cap));

    public static void CountIncident(Incident incident) =>
        Incidents.Add(
            1,
            new KeyValuePair<string, object?>("status", incident.Status == IncidentStatus.Open ? "open" : "resolved"),
            new KeyValuePair<string, object?>("severity", CamelCase.Name(incident.Severity)));
}
