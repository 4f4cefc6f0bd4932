using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Serving.Watching;

/// <summary>A new state of an incident in the tables.</summary>
/// <param name="Incident">The incident as it is now.</param>
/// <param name="Json">The same as JSON on one line.</param>
internal sealed record IncidentChange(Incident Incident, byte[] Json);
