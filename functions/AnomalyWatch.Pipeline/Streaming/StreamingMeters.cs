using System.Diagnostics.Metrics;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>What this room counts. Names are OpenTelemetry style; tags are of low cardinality.</summary>
internal static class StreamingMeters
{
    private static readonly Meter Meter = new("AnomalyWatch");

    /// <summary>Events read from a hub, by <c>hub</c>.</summary>
    public static readonly Counter<long> Events = Meter.CreateCounter<long>("anomalywatch.stream.events", "{event}");

    /// <summary>Packs seen before and dropped, by <c>hub</c>.</summary>
    public static readonly Counter<long> DuplicatePacks = Meter.CreateCounter<long>("anomalywatch.stream.duplicate_packs", "{pack}");

    /// <summary>Packs sent once more after an outcome that nobody knows.</summary>
    public static readonly Counter<long> Resends = Meter.CreateCounter<long>("anomalywatch.stream.resends", "{pack}");

    /// <summary>Event bodies and records that could not be read, by <c>hub</c>.</summary>
    public static readonly Counter<long> Unreadable = Meter.CreateCounter<long>("anomalywatch.stream.unreadable", "{record}");

    /// <summary>Records at which the fold itself failed, by <c>hub</c>: each is a defect of ours.</summary>
    public static readonly Counter<long> FailedRecords = Meter.CreateCounter<long>("anomalywatch.stream.failed_records", "{record}");

    /// <summary>Events that retention took before they were read, by <c>hub</c>.</summary>
    public static readonly Counter<long> Lost = Meter.CreateCounter<long>("anomalywatch.stream.lost", "{event}");

    /// <summary>Stretches that were not handed over and had to be read from the hub, by <c>hub</c>.</summary>
    public static readonly Counter<long> Gaps = Meter.CreateCounter<long>("anomalywatch.stream.gaps", "{gap}");

    /// <summary>Steps against Event Hubs that were tried again.</summary>
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("anomalywatch.stream.retries", "{attempt}");
}
