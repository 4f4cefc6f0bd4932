using System.Diagnostics.Metrics;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>What snapshots count. Names are OpenTelemetry style; tags are of low cardinality.</summary>
internal static class SnapshotMeters
{
    private static readonly Meter Meter = new("AnomalyWatch");

    /// <summary>Saves by <c>hub</c> and <c>outcome</c>.</summary>
    public static readonly Counter<long> Saves = Meter.CreateCounter<long>("anomalywatch.snapshots.saves", "{save}");

    /// <summary>Bytes of saved files, compressed, by <c>hub</c> and <c>kind</c> (full, delta).</summary>
    public static readonly Counter<long> Bytes = Meter.CreateCounter<long>("anomalywatch.snapshots.bytes", "By");

    /// <summary>Entries read one by one, because their fold did not hold them.</summary>
    public static readonly Counter<long> Fetched = Meter.CreateCounter<long>("anomalywatch.snapshots.fetched", "{entry}");

    /// <summary>Files that were damaged and set aside, or missing, by <c>hub</c>.</summary>
    public static readonly Counter<long> Damaged = Meter.CreateCounter<long>("anomalywatch.snapshots.damaged", "{file}");
}
