namespace AnomalyWatch.Detection.Invocations;

/// <summary>What a <see cref="Control"/> asks for. In JSON: the member's name in camel case.</summary>
public enum ControlAction : byte
{
    /// <summary>Another model scores from here on.</summary>
    ModelPromoted,

    /// <summary>Other thresholds hold from here on.</summary>
    ConfigurationChanged,

    /// <summary>A person answered an incident.</summary>
    Feedback,

    /// <summary>For a while nothing is to be told of some functions.</summary>
    Maintenance,

    /// <summary>Telemetry was lost before it reached the log: of its stretch of time nothing can be said.</summary>
    TelemetryLost,
}
