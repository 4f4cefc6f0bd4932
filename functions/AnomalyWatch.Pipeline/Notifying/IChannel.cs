using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>A way to tell people. One attempt per call: retries, order and memory are the notifier's. Does not throw except on cancellation. Calls may overlap.</summary>
public interface IChannel
{
    /// <summary>The name from the configuration, unique among channels.</summary>
    string Name { get; }

    /// <summary>Incidents below are not told here; one that rises to it later is told then.</summary>
    Severity MinSeverity => Severity.Low;

    /// <summary>How fast the receiver may be written to; the notifier keeps to it.</summary>
    SendRate Rate => SendRate.Unlimited;

    /// <summary>Tries once to deliver a message.</summary>
    Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken);
}
