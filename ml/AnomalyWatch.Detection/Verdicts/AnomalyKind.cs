namespace AnomalyWatch.Detection.Verdicts;

/// <summary>The kind of story that a verdict's strongest reason tells. In JSON: the member's name in camel case.</summary>
public enum AnomalyKind : byte
{
    /// <summary>Far more invocations than expected.</summary>
    Burst,

    /// <summary>Far fewer than expected, or none.</summary>
    Silence,

    /// <summary>Failures.</summary>
    Errors,

    /// <summary>Refused callers.</summary>
    Denied,

    /// <summary>Slower (or, rarely, faster) than expected.</summary>
    Latency,

    /// <summary>Instances are started far more often than expected.</summary>
    ColdStarts,

    /// <summary>A caller never seen at this function.</summary>
    NewCaller,

    /// <summary>No single signal, but an unusual mixture of them.</summary>
    Pattern,

    /// <summary>Telemetry is missing, so that for a time nothing can be said of the functions.</summary>
    TelemetryGap,

    /// <summary>Something was done to a function, an app or an account that bears on security.</summary>
    RiskyChange,

    /// <summary>One caller, new or refused, at many functions of an account.</summary>
    FanOut,

    /// <summary>Many functions off at once.</summary>
    Fleet,

    /// <summary>A caller who is known, but never called so: from another network or country, with another agent, by another trigger, at another hour, or without a name.</summary>
    UnusualCaller,

    /// <summary>Many callers with one and the same trait that nobody had before.</summary>
    Campaign,

    /// <summary>Records that say they are from long ago, where such are rare: replayed, forged, or of a wrong clock.</summary>
    StaleTelemetry,
}
