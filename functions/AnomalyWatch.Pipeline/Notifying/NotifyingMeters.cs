using System.Diagnostics.Metrics;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>What this room counts. Channel names come from the configuration, so as tags they are few.</summary>
internal static class NotifyingMeters
{
    private static readonly Meter Meter = new("AnomalyWatch");

    /// <summary>Attempts, by <c>channel</c> and <c>outcome</c>.</summary>
    public static readonly Counter<long> Attempts = Meter.CreateCounter<long>("anomalywatch.notifying.attempts", "{attempt}");

    /// <summary>Messages taken by receivers, by <c>channel</c> and <c>reason</c>.</summary>
    public static readonly Counter<long> Delivered = Meter.CreateCounter<long>("anomalywatch.notifying.delivered", "{message}");

    /// <summary>Messages given up, by <c>channel</c>.</summary>
    public static readonly Counter<long> DeadLettered = Meter.CreateCounter<long>("anomalywatch.notifying.dead_lettered", "{message}");

    /// <summary>Times that the incident store or the log failed us.</summary>
    public static readonly Counter<long> StorageFailures = Meter.CreateCounter<long>("anomalywatch.notifying.storage_failures", "{failure}");

    /// <summary>Hints about incidents that are not stored.</summary>
    public static readonly Counter<long> UnknownIncidents = Meter.CreateCounter<long>("anomalywatch.notifying.unknown_incidents", "{hint}");

    /// <summary>Hints dropped from the queue, because they were taken too often without success or are no id of an incident.</summary>
    public static readonly Counter<long> PoisonHints = Meter.CreateCounter<long>("anomalywatch.notifying.poison_hints", "{hint}");

    /// <summary>Rows of the log that could not be read.</summary>
    public static readonly Counter<long> UnreadableRows = Meter.CreateCounter<long>("anomalywatch.notifying.unreadable_rows", "{row}");

    private static readonly Counter<long> Overflow = Meter.CreateCounter<long>("anomalywatch.notifying.overflow", "{item}");

    /// <summary>Counts what a cap kept out.</summary>
    public static void CountOverflow(string cap) => Overflow.Add(1, new KeyValuePair<string, object?>("cap", cap));

    /// <summary>The tag <c>channel</c>.</summary>
    public static KeyValuePair<string, object?> Channel(string name) => new("channel", name);
}
