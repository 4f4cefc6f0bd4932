namespace AnomalyWatch.Detection.Invocations;

/// <summary>Which of the facts that a window counts are known of a call, so that a second sighting fills in only what the first left out.</summary>
[Flags]
public enum InvocationFacts : byte
{
    /// <summary>That it was made, no more.</summary>
    None = 0,

    /// <summary>How it ended.</summary>
    Outcome = 1,

    /// <summary>How long it took.</summary>
    Duration = 2,

    /// <summary>Whether an instance had to be started for it.</summary>
    ColdStart = 4,

    /// <summary>Who called.</summary>
    Caller = 8,

    /// <summary>All of them.</summary>
    All = Outcome | Duration | ColdStart | Caller,
}
