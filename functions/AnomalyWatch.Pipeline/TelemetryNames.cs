namespace AnomalyWatch.Pipeline;

/// <summary>What an exporter of the pipeline's own telemetry subscribes to.</summary>
public static class TelemetryNames
{
    /// <summary>The meter that all instruments belong to.</summary>
    public const string Meter = "AnomalyWatch";

    /// <summary>The source of all activities.</summary>
    public const string Activities = IncidentTrace.SourceName;
}
