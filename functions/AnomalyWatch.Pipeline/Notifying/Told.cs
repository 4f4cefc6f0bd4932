using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>What people know about an incident from one channel.</summary>
/// <param name="Reason">Why it was last spoken of.</param>
/// <param name="Status">Whether they were last told that it goes on.</param>
/// <param name="Severity">The highest severity told since it (again) began.</param>
/// <param name="Functions">The functions told since it (again) began.</param>
/// <param name="At">When the receiver last took a message.</param>
/// <param name="Messages">How many messages the receiver took.</param>
public sealed record Told(NotifyReason Reason, IncidentStatus Status, Severity Severity, FunctionSet Functions, DateTimeOffset At, int Messages)
{
    /// <summary>What people know once a message was taken.</summary>
    public static Told After(Told? before, Notification notification, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var incident = notification.Incident;
        var known = notification.Reason == NotifyReason.Opened ? null : before;
        return new Told(
            notification.Reason,
            incident.Status,
            known is not null && known.Severity > incident.Severity ? known.Severity : incident.Severity,
            (known?.Functions ?? FunctionSet.Empty).With(incident.Functions),
            at,
            (before?.Messages ?? 0) + 1);
    }
}
