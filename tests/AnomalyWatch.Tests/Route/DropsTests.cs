using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;

namespace AnomalyWatch.Tests.Route;

/// <summary>The product's own way from the door to the first fold, over AMQP, while connections fall and links are detached. The figures are in drops.md.</summary>
[TestClass]
public sealed class DropsTests
{
    private const int Partitions = 4;
    private const int RecordsPerDelivery = 20;
    private const int Faults = 40;
    private const int PacksBetween = 15;

    private static readonly EventHubOptions Quick = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(200),
        StepTimeout = TimeSpan.FromSeconds(10),
        MaxAttempts = 30,
    };

    /// <summary>The connections dropped and the links detached.</summary>
    private readonly int[] _hit = new int[2];
    private int _published;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Under_20_drops_and_20_detaches_no_invocation_is_lost_and_none_is_doubled_behind_the_fold()
    {
        await using var emulator = await Emulator.StartAsync(new EmulatorOptions { Port = 0, Hubs = [new HubOptions("invocations", Partitions)] }, Cancel);
        await using var hub = await ConnectAsync(emulator);
        var following = FollowAllAsync(hub);
        await PublishUnderFaultsAsync(emulator, hub);
        var disturbed = await following;
        var resent = await DoubledPacksAsync(emulator);
        var calm = await UndisturbedAsync();

        var published = _published * Partitions * RecordsPerDelivery;
        var seen = disturbed.SelectMany(result => result.Fold.Seen.Values).ToList();
        var counts = Counts(disturbed);
        TestContext.WriteLine(
            $"{Faults / 2} drops ({_hit[0]} connections), {Faults / 2} detaches ({_hit[1]} links); {published} invocations in {_published * Partitions} packs: {published - seen.Count} lost, "
            + $"{resent} packs twice on the hub ({resent * RecordsPerDelivery} invocations doubled on the wire), {seen.Sum() - seen.Count} doubled behind the fold, {counts.Windows} windows judged, {Anomalies(calm).Count} anomalies");
        Assert.IsGreaterThan(0, resent, "without a pack that came twice this shows nothing");
        Assert.AreEqual(published, seen.Count, "each is there");
        Assert.AreEqual(published, seen.Sum(), "and once");
        Assert.AreEqual(0, counts.Duplicates, "it is the heads of the packs that dropped them, not the ids");
        Assert.AreEqual(Counts(calm), counts, "windows judged as without any trouble");
        CollectionAssert.AreEqual(Anomalies(calm), Anomalies(disturbed));
    }

    private static ScoringCounts Counts(IEnumerable<Result> results) => results.Aggregate(default(ScoringCounts), (sum, result) => sum + result.Fold.Counts);

    private static List<string> Anomalies(IEnumerable<Result> results) => [.. results.SelectMany(result => result.Anomalies)];

    /// <summary>A minute's calls of the one function of a partition; of every hundred minutes the last ten fail.</summary>
    private static TelemetryRecord[] Delivery(int partition, int number) =>
    [
        .. Enumerable.Range(0, RecordsPerDelivery).Select(i => new TelemetryRecord(new Invocation
        {
            Id = RecordId.From($"{((long)partition << 48) + ((long)number * RecordsPerDelivery) + i:x32}"),
            Function = $"azure/sub/drops/f{partition}",
            Start = Some.Noon.AddMinutes(number).AddSeconds(i),
            Outcome = number % 100 >= 90 ? Outcome.Error : Outcome.Ok,
        })),
    ];

    private static BatchingPublisher<TelemetryRecord> Door(IInvocationHub hub) =>
        new(hub, new TelemetryCodec(), "door", new BatchingOptions(), TimeProvider.System);

    /// <summary>Publishes to all partitions while connections are dropped and links detached by turns, each right after an append, whose answer may then be lost.</summary>
    private async Task PublishUnderFaultsAsync(Emulator emulator, EventHub hub)
    {
        using var door = Door(hub);
        using var enough = new CancellationTokenSource();
        var publishing = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await PublishAsync(door, _published++);
                }
            },
            Cancel);
        for (var fault = 0; fault < Faults; fault++)
        {
            var log = emulator.Hubs[0].Partitions[fault % Partitions];
            await log.WaitForAppendAsync(log.Position.LastSequenceNumber + PacksBetween, Cancel);
            var hit = fault % 2 == 0 ? emulator.Faults.DropConnections() : emulator.Faults.DetachLinks();
            Assert.IsGreaterThan(0, hit, $"fault {fault} hit something");
            _hit[fault % 2] += hit;
        }

        await enough.CancelAsync();
        await publishing;
        await CloseAsync(door);
    }

    /// <summary>A minute of every partition, and the tick before it, as the door has it on recorded time.</summary>
    private async Task PublishAsync(BatchingPublisher<TelemetryRecord> door, int number)
    {
        await door.MarkAsync("clock", Some.Noon.AddMinutes(number), ClockMode.Record, PackMark.Tick, Cancel);
        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition =>
            door.PublishAsync(partition, "invocations", null, ClockMode.Record, Delivery(partition, number), Cancel)));
    }

    private Task CloseAsync(BatchingPublisher<TelemetryRecord> door) =>
        door.MarkAsync("clock", Some.Noon.AddMinutes(_published + 2), ClockMode.Record, PackMark.Close, Cancel);

    private Task<Result[]> FollowAllAsync(IInvocationHub hub) =>
        Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => Task.Run(() => FollowAsync(hub, partition), Cancel)));

    /// <summary>Follows a partition up to the closing mark.</summary>
    private async Task<Result> FollowAsync(IInvocationHub hub, int partition)
    {
        var result = new Result(new CountingFold(new ScoringFold(new Detector(new DetectorOptions(), ScoringModel.Default), new ScoringOptions())), []);
        var input = new PartitionInput<TelemetryRecord>(new TelemetryCodec(), record => record.EventTime);
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        try
        {
            await new PartitionRunner<TelemetryRecord, Anomaly>(hub, partition, input, result.Fold).RunAsync(
                (output, _) =>
                {
                    result.Anomalies.AddRange(output.Items.Select(anomaly => anomaly.Id));
                    return output.Mark == PackMark.Close ? closed.CancelAsync() : Task.CompletedTask;
                },
                closed.Token);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            // It saw the mark.
        }

        return result;
    }

    /// <summary>The same deliveries through a hub in memory.</summary>
    private async Task<Result[]> UndisturbedAsync()
    {
        var hub = new InMemoryHub("invocations", Partitions, TimeProvider.System);
        using var door = Door(hub);
        for (var number = 0; number < _published; number++)
        {
            await PublishAsync(door, number);
        }

        await CloseAsync(door);
        return await FollowAllAsync(hub);
    }

    private async Task<int> DoubledPacksAsync(Emulator emulator)
    {
        await using var hub = await ConnectAsync(emulator);
        var packs = 0;
        var different = new HashSet<(int Partition, long Sequence)>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            await foreach (var hubEvent in hub.ReadAsync(partition, 0, long.MaxValue, Cancel))
            {
                Assert.IsTrue(PackReader.TryReadHeader(hubEvent, out var header, out _, out var fault), fault);
                packs += header!.Mark == PackMark.Records ? 1 : 0;
                _ = header.Mark == PackMark.Records && different.Add((partition, header.Sequence));
            }
        }

        Assert.HasCount(_published * Partitions, different);
        return packs - different.Count;
    }

    private Task<EventHub> ConnectAsync(Emulator emulator)
    {
        var connection = EventHubsConnectionString.Parse(emulator.ConnectionString);
        return EventHub.ConnectAsync(connection.Endpoint, "invocations", new SharedAccessTokenSource(connection, TimeProvider.System), Quick, TimeProvider.System, Cancel);
    }

    private sealed record Result(CountingFold Fold, List<string> Anomalies);
}
