namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>What became of one attempt to deliver a message.</summary>
/// <param name="Outcome">Delivered, worth another try, or final.</param>
/// <param name="RetryAfter">How long the receiver asked us to wait; null if it did not.</param>
/// <param name="Detail">What went wrong, never with a secret or the address; null when delivered.</param>
/// <param name="MayHaveArrived">Whether the receiver may have the message although the attempt failed (no answer in time): the next attempt then says just that message again.</param>
public sealed record DeliveryResult(DeliveryOutcome Outcome, TimeSpan? RetryAfter = null, string? Detail = null, bool MayHaveArrived = false)
{
    /// <summary>The receiver took it.</summary>
    public static DeliveryResult Delivered { get; } = new(DeliveryOutcome.Delivered);
}
