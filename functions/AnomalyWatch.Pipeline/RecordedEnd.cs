using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>How far recorded time has come in a hub from an earlier life, so that its input can be said to have ended although not a record has come in this one.</summary>
internal static class RecordedEnd
{
    // Ticks and other marks follow the last records; more of them than this do not.
    private const int MaxEvents = 64;

    /// <summary>The begin of the newest window among the last records of all partitions; the least time where there are none.</summary>
    public static async Task<DateTimeOffset> FindAsync(IInvocationHub hub, CancellationToken cancellationToken)
    {
        var newest = DateTimeOffset.MinValue;
        for (var partition = 0; partition < hub.PartitionCount; partition++)
        {
            var last = await hub.GetLastSequenceNumberAsync(partition, cancellationToken).ConfigureAwait(false);
            for (var at = last; at >= 0 && at > last - MaxEvents; at--)
            {
                if (await ReadAsync(hub, partition, at, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    newest = found > newest ? found : newest;
                    break;
                }
            }
        }

        return newest;
    }

    private static async Task<DateTimeOffset?> ReadAsync(IInvocationHub hub, int partition, long at, CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        await foreach (var hubEvent in hub.ReadAsync(partition, at, at, cancellationToken).ConfigureAwait(false))
        {
            if (PackReader.TryReadHeader(hubEvent, out var header, out var content, out _) && header!.Mark == PackMark.Records)
            {
                new PackUnpacker<TelemetryRecord>(new TelemetryCodec()).TryUnpack(header, content, Take, out _);
            }
        }

        return newest;

        void Take(int index, bool isSound, in TelemetryRecord record)
        {
            if (isSound)
            {
                var window = WindowTime.Of(record);
                newest = newest is null || window > newest ? window : newest;
            }
        }
    }
}
