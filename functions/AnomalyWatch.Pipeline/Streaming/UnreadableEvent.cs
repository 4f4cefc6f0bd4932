namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>An event of a hub that could not be read, wholly or in part.</summary>
/// <param name="Hub">The hub's name.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Event">The event.</param>
/// <param name="Reason">Why, never any of its content.</param>
/// <param name="Records">The places, from 0, of the records that could not be read, of those that are noted; null where not one record was taken from the event.</param>
public sealed record UnreadableEvent(string Hub, int Partition, HubEvent Event, string Reason, IReadOnlyList<int>? Records = null);

/// <summary>Keeps an event that could not be read; the partition waits for it, so it returns within a bounded time. Throws only on cancellation.</summary>
public delegate Task UnreadableEventKeeper(UnreadableEvent unreadable, CancellationToken cancellationToken);
