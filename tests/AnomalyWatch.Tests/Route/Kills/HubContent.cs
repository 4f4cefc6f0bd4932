using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;

namespace AnomalyWatch.Tests.Route.Kills;

/// <summary>What a data folder's hubs hold once the program is gone.</summary>
/// <param name="Calls">The calls in the hub <c>invocations</c>, each once.</param>
/// <param name="CallsDoubled">How many of them were sent more than once.</param>
/// <param name="Anomalies">The anomalies in the hub <c>findings</c>, by id, each as its sightings together tell it.</param>
internal sealed record HubContent(IReadOnlySet<(string Function, RecordId Id)> Calls, int CallsDoubled, IReadOnlyDictionary<string, Anomaly> Anomalies)
{
    /// <summary>Reads a data folder.</summary>
    public static async Task<HubContent> ReadAsync(string dataFolder, CancellationToken cancellationToken)
    {
        await using var emulator = await Emulator.StartAsync(
            new EmulatorOptions { Port = 0, Hubs = [new HubOptions("invocations", 8), new HubOptions("findings", 4)], DataFolder = Path.Combine(dataFolder, "eventhubs") },
            cancellationToken);
        var calls = new HashSet<(string, RecordId)>();
        var doubled = 0;
        await ReadAsync(emulator, "invocations", new TelemetryCodec(), record => doubled += calls.Add((record.Function, record.Invocation.Id)) ? 0 : 1, cancellationToken);
        var anomalies = new Dictionary<string, Anomaly>(StringComparer.Ordinal);
        await ReadAsync(
            emulator,
            "findings",
            new FindingCodec(),
            finding =>
            {
                var seen = finding.Anomaly!;
                anomalies[seen.Id] = anomalies.TryGetValue(seen.Id, out var known) ? AnomalyUnion.Of(known, seen) : seen;
            },
            cancellationToken);
        return new HubContent(calls, doubled, anomalies);
    }

    private static async Task ReadAsync<TRecord>(Emulator emulator, string name, IRecordCodec<TRecord> codec, Action<TRecord> take, CancellationToken cancellationToken)
    {
        var connection = EventHubsConnectionString.Parse(emulator.ConnectionString);
        await using var hub = await EventHub.ConnectAsync(
            connection.Endpoint, name, new SharedAccessTokenSource(connection, TimeProvider.System), new EventHubOptions(), TimeProvider.System, cancellationToken);
        var unpacker = new PackUnpacker<TRecord>(codec);
        for (var partition = 0; partition < hub.PartitionCount; partition++)
        {
            var last = await hub.GetLastSequenceNumberAsync(partition, cancellationToken);
            await foreach (var hubEvent in hub.ReadAsync(partition, 0, last, cancellationToken))
            {
                Assert.IsTrue(PackReader.TryReadHeader(hubEvent, out var header, out var content, out _));
                if (header!.Mark == PackMark.Records)
                {
                    Assert.IsTrue(unpacker.TryUnpack(header, content, (int _, bool isSound, in TRecord record) => take(record), out _));
                }
            }
        }
    }
}
