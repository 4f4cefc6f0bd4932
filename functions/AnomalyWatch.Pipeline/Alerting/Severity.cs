namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>How much an incident matters. In JSON: the member's name in lower case.</summary>
public enum Severity : byte
{
    Low,
    Medium,
    High,
    Critical,
}
