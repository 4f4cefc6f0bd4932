using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;

namespace AnomalyWatch.Benchmarks;

/// <summary>What the local Event Hubs takes and gives over AMQP, its events on the disk, client and broker in one process on the same cores.</summary>
internal static class WireFigures
{
    private const string Hub = "events";
    private const int Partitions = 4;
    private const int Events = 600_000;
    private const int Pings = 2_000;
    private const int Invocations = 2_000_000;
    private const int RecordsPerDelivery = 5_000;
    private const double WarmUpShare = 0.2;

    /// <summary>Measures everything once and prints a line each.</summary>
    public static async Task TellAsync()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-wire-").FullName;
        try
        {
            await TellRatesAsync(Path.Combine(folder, "rates")).ConfigureAwait(false);
            await TellBothAsync(Path.Combine(folder, "both")).ConfigureAwait(false);
            await TellLatencyAsync(Path.Combine(folder, "latency")).ConfigureAwait(false);
            await TellPackedAsync(Path.Combine(folder, "packed")).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TellRatesAsync(string folder)
    {
        await using var emulator = await StartAsync(folder).ConfigureAwait(false);
        await WireLoad.SendAsync(emulator, Hub, Partitions, (int)(Events * WarmUpShare)).ConfigureAwait(false);
        var sent = await TimeAsync(() => WireLoad.SendAsync(emulator, Hub, Partitions, Events)).ConfigureAwait(false);
        await WireLoad.ReceiveAsync(emulator, Hub, Partitions, (int)(Events * WarmUpShare)).ConfigureAwait(false);
        var all = (int)(Events * (1 + WarmUpShare));
        var received = await TimeAsync(() => WireLoad.ReceiveAsync(emulator, Hub, Partitions, all)).ConfigureAwait(false);
        Tell($"in: {Events / sent:N0} events/s of 1 KB in batches of {WireLoad.Batch}");
        Tell($"out: {all / received:N0} events/s over {Partitions} partitions");
    }

    private static async Task TellBothAsync(string folder)
    {
        await using var emulator = await StartAsync(folder).ConfigureAwait(false);
        var seconds = await TimeAsync(() => Task.WhenAll(
            Task.Run(() => WireLoad.SendAsync(emulator, Hub, Partitions, Events)),
            Task.Run(() => WireLoad.ReceiveAsync(emulator, Hub, Partitions, Events)))).ConfigureAwait(false);
        Tell($"in and out at once: {Events / seconds:N0} events/s each way");
    }

    private static async Task TellLatencyAsync(string folder)
    {
        await using var emulator = await StartAsync(folder).ConfigureAwait(false);
        await using var hub = await ConnectAsync(emulator).ConfigureAwait(false);
        await using var reader = hub.ReceiveAsync(0, 0, CancellationToken.None).GetAsyncEnumerator();
        var body = new byte[WireLoad.BodyBytes];
        var milliseconds = new List<double>();
        for (var i = 0; i < Pings; i++)
        {
            var next = reader.MoveNextAsync();
            var begin = Stopwatch.GetTimestamp();
            var send = hub.SendAsync(0, body, CancellationToken.None);
            await next.ConfigureAwait(false);
            milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            await send.ConfigureAwait(false);
        }

        var sorted = milliseconds.Skip((int)(Pings * WarmUpShare)).Order().ToList();
        Tell($"send to receive when idle: p50 {sorted[sorted.Count / 2]:0.000} ms, p99 {sorted[(int)(sorted.Count * 0.99)]:0.000} ms");
    }

    private static async Task TellPackedAsync(string folder)
    {
        await using var emulator = await StartAsync(folder).ConfigureAwait(false);
        await using var hub = await ConnectAsync(emulator).ConfigureAwait(false);
        using var publisher = new BatchingPublisher<TelemetryRecord>(hub, new TelemetryCodec(), "benchmark", new BatchingOptions(), TimeProvider.System);
        var records = SampleRecords.Make(RecordsPerDelivery);
        await Task.WhenAll(SendPackedAsync(publisher, records, Invocations / 5), ReadPackedAsync(hub, 0, Invocations / 5)).ConfigureAwait(false);
        var from = new long[Partitions];
        for (var partition = 0; partition < Partitions; partition++)
        {
            from[partition] = await hub.GetLastSequenceNumberAsync(partition, CancellationToken.None).ConfigureAwait(false) + 1;
        }

        var seconds = await TimeAsync(() => Task.WhenAll(
            SendPackedAsync(publisher, records, Invocations),
            ReadPackedAsync(hub, from, Invocations))).ConfigureAwait(false);
        Tell($"packed invocations through the whole path (pack, send, receive, unpack): {Invocations / seconds:N0} a second");
    }

    private static Task SendPackedAsync(BatchingPublisher<TelemetryRecord> publisher, TelemetryRecord[] records, int count) =>
        Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => Task.Run(async () =>
        {
            for (var sent = 0; sent < count / Partitions; sent += records.Length)
            {
                await publisher.PublishAsync(partition, "invocations", null, ClockMode.Record, records, CancellationToken.None).ConfigureAwait(false);
            }
        })));

    private static Task ReadPackedAsync(EventHub hub, long from, int count) => ReadPackedAsync(hub, [.. Enumerable.Repeat(from, Partitions)], count);

    private static Task ReadPackedAsync(EventHub hub, long[] from, int count) =>
        Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => Task.Run(async () =>
        {
            var unpacker = new PackUnpacker<TelemetryRecord>(new TelemetryCodec());
            var left = count / Partitions;
            await foreach (var hubEvent in hub.ReceiveAsync(partition, from[partition], CancellationToken.None).ConfigureAwait(false))
            {
                PackReader.TryReadHeader(hubEvent, out var header, out var content, out _);
                unpacker.TryUnpack(header!, content, (int _, bool _, in TelemetryRecord _) => left--, out _);
                if (left <= 0)
                {
                    return;
                }
            }
        })));

    private static Task<Emulator> StartAsync(string folder) => Emulator.StartAsync(
        new EmulatorOptions { Port = 0, Hubs = [new HubOptions(Hub, Partitions)], DataFolder = folder }, CancellationToken.None);

    private static Task<EventHub> ConnectAsync(Emulator emulator)
    {
        var connection = EventHubsConnectionString.Parse(emulator.ConnectionString);
        return EventHub.ConnectAsync(
            connection.Endpoint, Hub, new SharedAccessTokenSource(connection, TimeProvider.System), new EventHubOptions(), TimeProvider.System, CancellationToken.None);
    }

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var begin = Stopwatch.GetTimestamp();
        await run().ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
