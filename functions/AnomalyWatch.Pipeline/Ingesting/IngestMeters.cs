using System.Diagnostics.Metrics;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What this room counts; the door calls it once a delivery that it has dealt with.</summary>
public static class IngestMeters
{
    private static readonly Meter Meter = new("AnomalyWatch");
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("anomalywatch.ingest.deliveries", "{delivery}");
    private static readonly Counter<long> Records = Meter.CreateCounter<long>("anomalywatch.ingest.records", "{record}");
    private static readonly Counter<long> Invocations = Meter.CreateCounter<long>("anomalywatch.ingest.invocations", "{invocation}");

    // Many, where senders name ever new functions or callers.
    static IngestMeters() => Meter.CreateObservableCounter("anomalywatch.ingest.texts.replaced", () => InternedTexts.Shared.Replaced, "{text}");

    /// <summary>Counts a delivery by its source and status, its records by result, and the invocations that they stand for.</summary>
    public static void Count(string source, IngestResult result)
    {
        ArgumentNullException.ThrowIfNull(result);

        // The name of a source that does not exist is a stranger's text.
        var by = new KeyValuePair<string, object?>("source", result.Status == IngestStatus.UnknownSource ? "unknown" : source);
        Deliveries.Add(1, by, new KeyValuePair<string, object?>("status", result.Status.ToString()));
        Add(result.Records.Count, "accepted");
        Add(result.NotInvocations, "notInvocation");
        Add(result.RejectedCount, "rejected");
        Invocations.Add(InvocationsIn(result.Records), by);

        void Add(int count, string outcome)
        {
            if (count > 0)
            {
                Records.Add(count, by, new KeyValuePair<string, object?>("result", outcome));
            }
        }
    }

    // A call whose beginning and end come apart counts with its end.
    private static long InvocationsIn(RecordList records)
    {
        var count = 0L;
        for (var i = 0; i < records.Count; i++)
        {
            ref readonly var record = ref records[i];
            count += record.IsInvocation && record.Invocation.Kind == InvocationKind.Completed ? record.Invocation.Count : 0;
        }

        return count;
    }
}
