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
        using var states = request.StatesFolder is null ? null : ReplayStates.Open(request.StatesFolder);
        using var route = states is null ? new ReplayRoute() : await ReplayRoute.ResumeAsync(states, cancellationToken).ConfigureAwait(false);
        var total = files.Sum(file => file.Length);
        var before = 0L;
        foreach (var file in files)
        {
            foreach (var (piece, bytesRead) in file.Read(request.Source))
            {
                var result = Read(request, file, piece, ledger);
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

    private static IngestResult Read(ReplayRequest request, RecordedFile file, ReadOnlyMemory<byte> piece, ReplayLedger ledger)
    {
        if (request.Source != Sources.Invocations || !file.HoldsLines)
        {
            var delivery = DeliveryReader.Read(new Delivery(request.Source, piece, ContentEncoding: null, DateTimeOffset.MinValue, request.Function));
            ledger.Count(delivery);
            return delivery;
        }

        var result = CanonicalLines.Read(piece.Span);
        if (result.RejectedCount <= result.Rejections.Count)
        {
            ledger.Count(result);
            return result;
        }

        // A result lists only its first rejections. The lines are read once more, one by one, so that each is counted under its own reason.
        foreach (var line in LineReader.LinesOf(piece))
        {
            ledger.Count(CanonicalLines.Read(line.Span));
        }

        return result;
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
            counts.TooLate,
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
