namespace AnomalyWatch.Detection.Invocations;

/// <summary>How an invocation ended. In the canonical JSON: the member's name in lower case.</summary>
public enum Outcome : byte
{
    /// <summary>Not told by the source.</summary>
    Unknown,

    /// <summary>It did what it was asked.</summary>
    Ok,

    /// <summary>It failed.</summary>
    Error,

    /// <summary>It was cut off at its time limit.</summary>
    Timeout,

    /// <summary>The caller was refused: HTTP 401 or 403, or the provider's access-denied.</summary>
    Denied,

    /// <summary>The provider or the function refused it for lack of capacity (HTTP 429 and its like).</summary>
    Throttled,
}
