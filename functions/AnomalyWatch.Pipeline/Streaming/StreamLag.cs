using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// How far this process's folds are behind, as the gauge <c>anomalywatch.stream.lag</c> in seconds by <c>hub</c>: the partition that is furthest behind, as
/// of the last event that it took. Ticks come every few seconds, so a partition that is read is never old. Safe for concurrent use.
/// </summary>
public static class StreamLag
{
    // A namespace has at most 10 hubs of 32 partitions (100 in Premium).
    private const int MaxPartitions = 1024;

    private static readonly Meter Meter = new("AnomalyWatch");
    private static readonly ConcurrentDictionary<(string Hub, int Partition), double> Seconds = new();

    static StreamLag() => Meter.CreateObservableGauge("anomalywatch.stream.lag", Observe, "s");

    /// <summary>Tells that a partition's fold has come to <paramref name="clock"/>, at <paramref name="now"/>. A clock ahead is no lag.</summary>
    public static void Record(string hub, int partition, DateTimeOffset clock, DateTimeOffset now)
    {
        if (Seconds.Count < MaxPartitions || Seconds.ContainsKey((hub, partition)))
        {
            Seconds[(hub, partition)] = Math.Max(0, (now - clock).TotalSeconds);
        }
    }

    private static IEnumerable<Measurement<double>> Observe() => Seconds
        .GroupBy(entry => entry.Key.Hub, StringComparer.Ordinal)
        .Select(group => new Measurement<double>(group.Max(entry => entry.Value), new KeyValuePair<string, object?>("hub", group.Key)));
}
