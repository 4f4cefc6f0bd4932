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

    /// <summary>Secrets that one operator read within a minute.</summary>
    SecretsRead,

    /// <summary>Calls by somebody unnamed at a function whose callers are named, or that nobody but the platform calls.</summary>
    UnnamedCaller,

    /// <summary>Calls set off by what never set the function off.</summary>
    NewTrigger,

    /// <summary>Calls by a principal of a cloud account that none of the function's callers is of.</summary>
    NewAccount,

    /// <summary>Calls from a network never seen at this function.</summary>
    NewNetwork,

    /// <summary>Calls from a country never seen at this function.</summary>
    NewCountry,

    /// <summary>Calls with a user agent never seen at this function.</summary>
    NewAgent,

    /// <summary>Calls by somebody who keeps to his hours, far from all of them.</summary>
    UnusualHour,

    /// <summary>Callers who share a trait that nobody had before, per window.</summary>
    CampaignCallers,

    /// <summary>Records too old to be judged, per minute of the log's clock.</summary>
    StaleRecords,
}
