namespace AnomalyWatch.Detection.Verdicts;

/// <summary>What is measured of a function in a window. In JSON: the member's name in camel case.</summary>
public enum Signal : byte
{
    /// <summary>Invocations per window.</summary>
    Invocations,

    /// <summary>Failed and timed-out invocations per window.</summary>
    Errors,

    /// <summary>Refused callers (401, 403, access denied) per window.</summary>
    Denied,

    /// <summary>95th percentile of the duration, in milliseconds.</summary>
    DurationP95,

    /// <summary>Invocations that had to start an instance, per window.</summary>
    ColdStarts,

    /// <summary>Callers never seen before at this function, per window.</summary>
    NewCaller,

    /// <summary>How far the signals together are from any mixture seen in training (PCA), in score units.</summary>
    Pattern,

    /// <summary>Events of the log that were gone before they could be read.</summary>
    LostEvents,

    /// <summary>Changes that bear on security.</summary>
    RiskyChange,

    /// <summary>Operators never seen before; the expected range ends with their share of an account's operator-days.</summary>
    NewOperator,

    /// <summary>Functions that one new or refused caller reached within an hour.</summary>
    FunctionsReached,

    /// <summary>Functions that went off within a few minutes.</summary>
    FunctionsOff,
}
