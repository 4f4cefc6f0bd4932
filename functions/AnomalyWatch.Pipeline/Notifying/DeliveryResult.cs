namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>What became of one attempt to deliver a message.</summary>
/// <param name="Outcome">Delivered, worth another try, or final.</param>
/// <param name="RetryAfter">How long the receiver asked us to wait; null if it did not.</param>
/// <param name="Detail">What went wrong, never with a secret or the address; null when delivered.</param>
public sealed record DeliveryResult(DeliveryOutcome Outcome, TimeSpan? RetryAfter = null, string? Detail = null)
{
    /// <summary>The receiver took it.</summary>
    public static DeliveryResult Delivered { get; } = new(DeliveryOutcome.Delivered);
}
