namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>What became of one attempt.</summary>
public enum DeliveryOutcome : byte
{
    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>A later attempt may succeed.</summary>
    Retry,

    /// <summary>No attempt will ever succeed (a 400, a 404).</summary>
    Rejected,

    /// <summary>The receiver does not want to hear from us again (410).</summary>
    Gone,
}
