namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>Which segments are no longer kept: a decision without side effects.</summary>
internal static class Retention
{
    /// <summary>How many segments, from the oldest on, are to be dropped. The last one, which is being written, never is.</summary>
    public static int Expired(IReadOnlyList<Segment> segments, long? retainedBytes, TimeSpan? retainedFor, DateTimeOffset now)
    {
        var bytes = segments.Sum(segment => segment.Bytes);
        var oldest = retainedFor is { } kept && kept < now - DateTimeOffset.MinValue ? (now - kept).ToUnixTimeMilliseconds() : SegmentHeader.NoTime;
        var drop = 0;
        while (drop < segments.Count - 1 && (bytes > retainedBytes || IsOlder(newest: segments[drop + 1].TimeBefore, than: oldest)))
        {
            bytes -= segments[drop++].Bytes;
        }

        return drop;
    }

    private static bool IsOlder(long newest, long than) => newest != SegmentHeader.NoTime && newest < than;
}
