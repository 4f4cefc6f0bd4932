using System.Text.Json;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Replay;

/// <summary>Leads recorded telemetry through the same stages as live telemetry, on recorded time, without storage or network.</summary>
public static class ReplayRun
{
    private const int MaxIncidents = 1_000_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Replays files of canonical invocations in order of time and writes <c>anomalies.jsonl</c>, <c>incidents.jsonl</c> and <c>summary.json</c>.</summary>
    public static async Task<ReplaySummary> RunAsync(IReadOnlyList<string> files, string outputFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(outputFolder);
        var store = new MemoryIncidentStore(MaxIncidents);
        using var pipeline = new InvocationPipeline(
            new InMemoryHub("invocations", 8, TimeProvider.System),
            new InMemoryHub("findings", 4, TimeProvider.System),
            store,
            new Detector(new DetectorOptions(), ScoringModel.Default),
            new PipelineOptions(ClockMode.Record, "door", TimeProvider.System));
        long accepted = 0, refused = 0;
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var piece in files.SelectMany(LineReader.Read))
        {
            var result = CanonicalLines.Read(piece.Span);
            accepted += result.Records.Count;
            refused += result.RejectedCount;
            Count(rejected, result);
            await pipeline.PublishAsync(Sources.Invocations, result.Records, DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
            await pipeline.DrainAsync(cancellationToken).ConfigureAwait(false);
        }

        await pipeline.CloseClockAsync(cancellationToken).ConfigureAwait(false);
        await pipeline.DrainAsync(cancellationToken).ConfigureAwait(false);
        var incidents = store.All();
        var anomalies = incidents.SelectMany(incident => incident.Anomalies).DistinctBy(anomaly => anomaly.Id)
            .OrderBy(anomaly => anomaly.WindowStart).ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal).ToList();
        var summary = new ReplaySummary(accepted + refused, accepted, rejected, anomalies.Count, incidents.Count);
        WriteLines(Path.Combine(outputFolder, "incidents.jsonl"), incidents, IncidentJson.Write);
        WriteLines(Path.Combine(outputFolder, "anomalies.jsonl"), anomalies, AnomalyJson.Write);
        File.WriteAllBytes(Path.Combine(outputFolder, "summary.json"), JsonSerializer.SerializeToUtf8Bytes(summary, Json));
        return summary;
    }

    private static void Count(SortedDictionary<string, long> rejected, IngestResult result)
    {
        foreach (var rejection in result.Rejections)
        {
            var reason = rejection.Reason[..rejection.Reason.LastIndexOf(" (", StringComparison.Ordinal)];
            rejected[reason] = rejected.GetValueOrDefault(reason) + 1;
        }

        if (result.RejectedCount > result.Rejections.Count)
        {
            rejected["(not listed)"] = rejected.GetValueOrDefault("(not listed)") + result.RejectedCount - result.Rejections.Count;
        }
    }

    private static void WriteLines<T>(string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var file = File.Create(path);
        foreach (var item in items)
        {
            using (var json = new Utf8JsonWriter(file))
            {
                write(json, item);
            }

            file.WriteByte((byte)'\n');
        }
    }
}
