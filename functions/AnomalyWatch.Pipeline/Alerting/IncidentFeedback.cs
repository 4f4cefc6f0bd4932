using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>What somebody said of an incident.</summary>
/// <param name="Incident">The incident's id.</param>
/// <param name="Answer">What was said.</param>
/// <param name="By">Who said it: the name of the credential; never the credential.</param>
/// <param name="At">When, UTC.</param>
public sealed record IncidentFeedback(string Incident, FeedbackAnswer Answer, string By, DateTimeOffset At)
{
    /// <summary>The same for the log, with the strongest anomalies of the incident, since the first fold knows no incidents.</summary>
    /// <param name="incident">The incident that was answered.</param>
    /// <param name="time">When, on the log's clock.</param>
    public Control ToControl(Incident incident, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var answered = incident.Anomalies
            .Where(anomaly => anomaly.Function.Length <= InvocationLimits.Function)
            .OrderByDescending(anomaly => anomaly.Score)
            .ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal)
            .Take(Control.MaxAnswered)
            .Select(anomaly => new AnsweredAnomaly(anomaly.Function, anomaly.Kind, anomaly.WindowStart, anomaly.WindowEnd));
        return Control.Feedback(time, incident.Id, CamelCase.Name(Answer), [.. answered]);
    }
}
