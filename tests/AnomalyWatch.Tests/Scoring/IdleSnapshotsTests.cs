using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using AnomalyWatch.Tests.Streaming.Snapshots;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>Idle functions lie in snapshots only, and come back when they are needed: what is told of every event is what a fold tells that holds all of them.</summary>
[TestClass]
public sealed class IdleSnapshotsTests
{
    private FakeTimeProvider _time = new(SleepyLog.Begin);
    private readonly List<string> _said = [];

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public Task The_same_is_told_of_every_event_however_often_the_state_is_kept_and_taken_up_again() => TellsTheSameAsync(seed: 1);

    [TestMethod]
    [TestCategory("Long")]
    public async Task The_same_is_told_of_every_event_of_many_logs_however_often_the_state_is_kept_and_taken_up_again()
    {
        for (var seed = 2; seed < 22; seed++)
        {
            await TellsTheSameAsync(seed);
        }
    }

    [TestMethod]
    public async Task Where_the_storage_has_lost_what_only_it_had_the_log_is_gone_through_again()
    {
        var hub = await HubAsync(SleepyLog.Stamped(1), new Random(1));
        var last = await hub.GetLastSequenceNumberAsync(0, Cancel);
        var blobs = new MemorySnapshotBlobs();
        var told = new SortedDictionary<long, string>();
        var runner = Runner(hub, blobs);
        await runner.RestoreAsync(Cancel);
        await TakeAsync(runner, hub, told, last / 2);
        await runner.KeepAsync(Cancel);
        Assert.IsGreaterThan(10, ((ScoringFold)runner.Fold).Outside.Count);
        blobs.Blobs.Clear();
        await TakeAsync(runner, hub, told, last);
        CollectionAssert.AreEqual(await UndisturbedAsync(hub), told.ToList());
        StringAssert.Contains(_said[0], "A file of the state is gone.");
    }

    [TestMethod]
    public async Task A_damaged_block_of_what_only_the_storage_has_is_set_aside_and_the_state_before_is_used()
    {
        var hub = await HubAsync(SleepyLog.Stamped(1), new Random(1));
        var last = await hub.GetLastSequenceNumberAsync(0, Cancel);
        var blobs = new MemorySnapshotBlobs();
        var told = new SortedDictionary<long, string>();
        var runner = Runner(hub, blobs, new SnapshotOptions { MaxDeltas = 0 });
        await runner.RestoreAsync(Cancel);
        await TakeAsync(runner, hub, told, last / 3);
        await runner.KeepAsync(Cancel);
        await TakeAsync(runner, hub, told, last / 2);
        await runner.KeepAsync(Cancel);
        var (name, (bytes, etag)) = blobs.Blobs.Last(blob => blob.Key.EndsWith(".full", StringComparison.Ordinal));
        Array.Fill(bytes, (byte)0xA5, bytes.Length / 4, bytes.Length / 2);
        blobs.Blobs[name] = (bytes, etag);
        await TakeAsync(runner, hub, told, last);
        CollectionAssert.AreEqual(await UndisturbedAsync(hub), told.ToList());
        StringAssert.Contains(_said[0], "goes on from the newest state that is sound");
        Assert.IsTrue(blobs.Blobs.Keys.Any(key => key.Contains("damaged/", StringComparison.Ordinal)), string.Join('\n', _said));
        Assert.HasCount(4, _said, string.Join('\n', _said));
    }

    [TestMethod]
    public async Task While_the_storage_is_away_the_fold_waits_for_what_only_it_has()
    {
        var hub = await HubAsync(SleepyLog.Stamped(1), new Random(1));
        var last = await hub.GetLastSequenceNumberAsync(0, Cancel);
        var blobs = new AwayBlobs(new MemorySnapshotBlobs());
        var told = new SortedDictionary<long, string>();
        var runner = Runner(hub, blobs);
        await runner.RestoreAsync(Cancel);
        await TakeAsync(runner, hub, told, last / 2);
        await runner.KeepAsync(Cancel);
        blobs.IsAway = true;
        var taking = TakeAsync(runner, hub, told, last);
        while (!blobs.WasAsked.IsCompleted)
        {
            await Task.WhenAny(blobs.WasAsked, taking);
        }

        Assert.IsFalse(taking.IsCompleted);
        blobs.IsAway = false;
        while (!taking.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await taking;
        CollectionAssert.AreEqual(await UndisturbedAsync(hub), told.ToList());
        StringAssert.Contains(_said.Single(), "IOException");
    }

    [TestMethod]
    public async Task A_restart_makes_no_objects_of_idle_functions_and_a_full_state_takes_them_over()
    {
        var hub = await HubAsync(SleepyLog.Stamped(1), new Random(1));
        var last = await hub.GetLastSequenceNumberAsync(0, Cancel);
        var blobs = new MemorySnapshotBlobs();
        var first = Runner(hub, blobs);
        await first.RestoreAsync(Cancel);
        await TakeAsync(first, hub, [], last - 20);
        await first.KeepAsync(Cancel);
        var functions = ((ScoringFold)first.Fold).Functions;
        Assert.AreEqual(functions.Idle, ((ScoringFold)first.Fold).Outside.Count, "they are where they were kept");

        var second = Runner(hub, blobs, new SnapshotOptions { MaxDeltas = 0, Generations = 1 });
        await second.RestoreAsync(Cancel);
        var fold = (ScoringFold)second.Fold;
        Assert.AreEqual((functions, functions.Idle), (fold.Functions, fold.Outside.Count));
        for (var kept = 0; kept < 3; kept++)
        {
            await TakeAsync(second, hub, [], second.Next);
            await second.KeepAsync(Cancel);
        }

        var third = Runner(hub, blobs);
        await third.RestoreAsync(Cancel);
        Assert.AreEqual(fold.Functions, ((ScoringFold)third.Fold).Functions);
        Assert.AreEqual(1, blobs.Blobs.Keys.Count(name => name.EndsWith(".delta", StringComparison.Ordinal)) + 1, "all of them were full");
        Assert.IsEmpty(_said);
    }

    private async Task TellsTheSameAsync(int seed)
    {
        var random = new Random(seed);
        var hub = await HubAsync(SleepyLog.Stamped(seed), random);
        var blobs = new MemorySnapshotBlobs();
        var told = new SortedDictionary<long, string>();
        var last = await hub.GetLastSequenceNumberAsync(0, Cancel);
        var outside = 0;
        for (var reached = -1L; reached < last;)
        {
            var options = new SnapshotOptions { MaxDeltas = random.Next(4), DeltaShare = 10, Generations = random.Next(1, 4) };
            var runner = Runner(hub, blobs, options);
            await runner.RestoreAsync(Cancel);
            for (var times = random.Next(1, 6); times > 0; times--)
            {
                reached = Math.Min(last, runner.Next + random.Next(1, 900));
                await TakeAsync(runner, hub, told, reached);
                if (times > 1)
                {
                    await runner.KeepAsync(Cancel);
                    outside = Math.Max(outside, ((ScoringFold)runner.Fold).Outside.Count);
                }
            }
        }

        CollectionAssert.AreEqual(await UndisturbedAsync(hub), told.ToList(), $"seed {seed}");
        Assert.IsGreaterThan(20, outside);
        Assert.IsEmpty(_said);
    }

    /// <summary>Takes events up to one; what was told of one before has to be told again.</summary>
    private async Task TakeAsync(PartitionRunner<TelemetryRecord, Anomaly> runner, InMemoryHub hub, SortedDictionary<long, string> told, long last)
    {
        await foreach (var hubEvent in hub.ReadAsync(0, runner.Next, last, Cancel))
        {
            await runner.TakeAsync(
                hubEvent,
                (output, _) =>
                {
                    var text = output.Items.AsText();
                    Assert.AreEqual(told.GetValueOrDefault(output.SequenceNumber, text), text);
                    told[output.SequenceNumber] = text;
                    return Task.CompletedTask;
                },
                Cancel);
        }
    }

    private async Task<List<KeyValuePair<long, string>>> UndisturbedAsync(InMemoryHub hub)
    {
        var told = new SortedDictionary<long, string>();
        await TakeAsync(
            new PartitionRunner<TelemetryRecord, Anomaly>(hub, 0, Input(), () => Fresh(keepsIdle: true)), hub, told, await hub.GetLastSequenceNumberAsync(0, Cancel));
        Assert.IsTrue(told.Values.Any(text => text.Length > 0));
        return [.. told];
    }

    private async Task<InMemoryHub> HubAsync(List<Stamped<TelemetryRecord>> log, Random random)
    {
        _time = new FakeTimeProvider(log[0].Clock);
        var hub = new InMemoryHub("invocations", 1, _time);
        var writer = new PackWriter<TelemetryRecord>(new TelemetryCodec());
        var sequence = 0L;
        for (var at = 0; at < log.Count;)
        {
            var first = log[at];
            _time.SetUtcNow(first.Clock);
            var header = new PackHeader(first.Source, "door", sequence, first.Clock, first.Mode, first.IsTick ? PackMark.Tick : PackMark.Records);
            if (first.IsTick)
            {
                at++;
            }
            else
            {
                for (var most = at + random.Next(1, 30); at < Math.Min(most, log.Count) && log[at] is var record && !record.IsTick && record.Source == first.Source; at++)
                {
                    writer.Add(record.Record, record.Clock);
                }
            }

            foreach (var body in writer.TakeBodies(header))
            {
                await hub.SendAsync(0, body, Cancel);
                sequence++;
            }
        }

        return hub;
    }

    private PartitionRunner<TelemetryRecord, Anomaly> Runner(InMemoryHub hub, ISnapshotBlobs blobs, SnapshotOptions? options = null)
    {
        var keeping = new SnapshotKeeping(blobs, ClockMode.Wall, _time, _said.Add) { Interval = TimeSpan.FromDays(1_000), Options = options ?? new SnapshotOptions() };
        return new PartitionRunner<TelemetryRecord, Anomaly>(hub, 0, Input(), () => Fresh(keepsIdle: false), "scoring", keeping, () => true, null);
    }

    private static PartitionInput<TelemetryRecord> Input() => new(new TelemetryCodec(), record => record.EventTime);

    private static ScoringFold Fresh(bool keepsIdle) => new(
        new Detector(new DetectorOptions(), ScoringModel.Default),
        new ScoringOptions { SleepAfter = TimeSpan.FromHours(1), MaxAwake = 12, MaxFunctions = 48 },
        SleepyLog.Models())
    {
        KeepsIdle = keepsIdle,
    };

    /// <summary>Blobs of which at times no stretch can be read.</summary>
    private sealed class AwayBlobs(ISnapshotBlobs inner) : ISnapshotBlobs
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public volatile bool IsAway;

        public Task WasAsked => _asked.Task;

        public IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken) => inner.ReadAsync(name, maxBytes, cancellationToken);

        public Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken) => inner.OpenAsync(name, cancellationToken);

        public Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (!IsAway)
            {
                return inner.ReadRangeAsync(name, offset, buffer, cancellationToken);
            }

            _asked.TrySetResult();
            throw new IOException("scripted");
        }

        public Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => inner.CreateAsync(name, write, cancellationToken);

        public Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken) =>
            inner.ReplaceAsync(name, bytes, etag, cancellationToken);

        public Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken) => inner.DeleteAsync(name, etag, cancellationToken);
    }
}
