using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Why to speak about an incident on a channel, from what it is and what was told there. Few messages, but no incident is lost.</summary>
public static class NotifyDecision
{
    /// <summary>
    /// The reason, the weightiest first. What was never told is told once, even when it is over by then (as <see cref="NotifyReason.Opened"/>:
    /// the message shows that it is over), unless it became part of another incident, which is told instead, or turned out to be
    /// none. What was told as going on is told as over once, also when it became part of another. What was told as over and goes on again is opened again.
    /// </summary>
    public static NotifyReason Of(Incident incident, Told? told, Severity minSeverity = Severity.Low)
    {
        ArgumentNullException.ThrowIfNull(incident);
        if (told is null)
        {
            return incident.Severity < minSeverity || incident.MergedInto is not null || IsWithdrawn(incident) ? NotifyReason.None : NotifyReason.Opened;
        }

        return (told.Status, incident.Status) switch
        {
            (IncidentStatus.Open, IncidentStatus.Resolved) => NotifyReason.Resolved,
            (IncidentStatus.Resolved, IncidentStatus.Resolved) => NotifyReason.None,
            (IncidentStatus.Resolved, _) => incident.Severity < minSeverity ? NotifyReason.None : NotifyReason.Opened,
            _ when incident.Severity > told.Severity => NotifyReason.Escalated,
            _ when told.Functions.Lacks(incident.Functions) => NotifyReason.Grown,
            _ => NotifyReason.None,
        };
    }

    /// <summary>Whether all its anomalies turned out to be none.</summary>
    private static bool IsWithdrawn(Incident incident) =>
        incident.Status == IncidentStatus.Resolved && incident.Anomalies.Count == 0 && incident.AnomaliesLeftOut == 0;
}
