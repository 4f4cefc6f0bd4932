using System.Diagnostics;
using System.Text.Json;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Local.Replay;

/// <summary>Leads recorded telemetry through the same stages as live telemetry, on recorded time, without storage or network.</summary>
public static class ReplayRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>
    /// Replays files and writes <c>anomalies.jsonl</c>, <c>incidents.jsonl</c>, <c>summary.json</c> and <c>timing.json</c>. <paramref name="onProgress"/>
    /// is told about every piece and changes nothing. Throws <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or
    /// <see cref="InvalidDataException"/> with what is wrong with a file; single records that cannot be read are counted instead.
    /// </summary>
    public static async Task<(ReplaySummary Summary, ReplayTiming Timing)> RunAsync(
        ReplayRequest request, Action<ReplayProgress>? onProgress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var files = request.Files.Select(path => new RecordedFile(path)).ToList();
        Directory.CreateDirectory(request.OutputFolder);
        var watch = Stopwatch.StartNew();
        var ledger = new ReplayLedger();
        using var route = new ReplayRoute();
        var total = files.Sum(file => file.Length);
        var before = 0L;
        foreach (var file in files)
        {
            foreach (var (piece, bytesRead) in file.Read(request.Source))
            {
                var result = DeliveryReader.Read(new Delivery(request.Source, piece, ContentEncoding: null, DateTimeOffset.MinValue));
                Count(ledger, request.Source, piece, result);
                await route.TakeAsync(request.Source, result.Records, cancellationToken).ConfigureAwait(false);
                onProgress?.Invoke(new ReplayProgress(before + bytesRead, total, ledger.Records));
            }

            before += file.Length;
        }

        await route.CloseAsync(cancellationToken).ConfigureAwait(false);
        var summary = Write(request.OutputFolder, route, ledger);
        var seconds = watch.Elapsed.TotalSeconds;
        var timing = new ReplayTiming(Math.Round(seconds, 3), Math.Round(summary.Records / seconds));
        WriteObject(Path.Combine(request.OutputFolder, "timing.json"), timing);
        return (summary, timing);
    }

    /// <summary>A result lists only its first rejections. Where there are more, canonical lines are read again one by one, so that each is counted under its own reason.</summary>
    private static void Count(ReplayLedger ledger, string source, ReadOnlyMemory<byte> piece, IngestResult result)
    {
        if (source != Sources.Invocations || result.RejectedCount <= result.Rejections.Count)
        {
            ledger.Count(result);
            return;
        }

        foreach (var line in LineReader.LinesOf(piece))
        {
            ledger.Count(CanonicalLines.Read(line.Span));
        }
    }

    private static ReplaySummary Write(string folder, ReplayRoute route, ReplayLedger ledger)
    {
        var (anomalies, incidents, counts) = (route.Anomalies, route.Incidents, route.Counts);
        var summary = new ReplaySummary(
            ledger.Records,
            ledger.Accepted,
            ledger.NotInvocations,
            ledger.Rejected,
            counts.Duplicates,
            counts.Late,
            counts.Windows,
            counts.NotReadyWindows,
            anomalies.Count,
            incidents.Count);
        WriteLines(Path.Combine(folder, "anomalies.jsonl"), anomalies, AnomalyJson.Write);
        WriteLines(Path.Combine(folder, "incidents.jsonl"), incidents, IncidentJson.Write);
        WriteObject(Path.Combine(folder, "summary.json"), summary);
        return summary;
    }

    private static void WriteObject<T>(string path, T value) => File.WriteAllBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(value, Json), (byte)'\n']);

    private static void WriteLines<T>(string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file);
        foreach (var item in items)
        {
            write(json, item);
            json.Flush();
            json.Reset();
            file.WriteByte((byte)'\n');
        }
    }
}
