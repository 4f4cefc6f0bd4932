namespace AnomalyWatch.Detection.Invocations;

/// <summary>What set an invocation off. In the canonical JSON: the member's name in lower case; <see cref="Unknown"/> is left out.</summary>
public enum Trigger : byte
{
    /// <summary>Not told by the source.</summary>
    Unknown,
    Http,
    Queue,
    Timer,
    Event,
    Storage,
    PubSub,
    Orchestration,
    Other,
}
