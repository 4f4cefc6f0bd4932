using System.Diagnostics.Metrics;

namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>What is counted about the quarantine.</summary>
internal static class QuarantineMeters
{
    private static readonly Meter Meter = new("AnomalyWatch");
    private static readonly Counter<long> DroppedItems = Meter.CreateCounter<long>("anomalywatch.quarantine.dropped", "{item}");

    /// <summary>Items that are there.</summary>
    public static readonly UpDownCounter<long> Items = Meter.CreateUpDownCounter<long>("anomalywatch.quarantine.items", "{item}");

    /// <summary>Items kept, also those that were there already.</summary>
    public static readonly Counter<long> Kept = Meter.CreateCounter<long>("anomalywatch.quarantine.kept", "{item}");

    /// <summary>Items that could not be kept in time: the door has refused the delivery, an event stays in its hub as long as that keeps it.</summary>
    public static readonly Counter<long> Failed = Meter.CreateCounter<long>("anomalywatch.quarantine.failed", "{item}");

    /// <summary>Items, or counts of what was dropped, that stand in the storage and cannot be read.</summary>
    public static readonly Counter<long> Unreadable = Meter.CreateCounter<long>("anomalywatch.quarantine.unreadable", "{item}");

    /// <summary>Counts what was dropped, by cause.</summary>
    public static void CountDropped(DropCause cause) => DroppedItems.Add(1, new KeyValuePair<string, object?>("cause", cause.ToString()));
}
