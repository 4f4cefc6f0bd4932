namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Whether an incident still goes on. In JSON: the member's name in lower case.</summary>
public enum IncidentStatus : byte
{
    Open,
    Resolved,
}
