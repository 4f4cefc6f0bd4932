namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>A way to tell people. One attempt per call: retries, order and memory are the notifier's. Does not throw except on cancellation.</summary>
public interface IChannel
{
    /// <summary>The name from the configuration, unique among channels.</summary>
    string Name { get; }

    /// <summary>Tries once to deliver a message.</summary>
    Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken);
}
