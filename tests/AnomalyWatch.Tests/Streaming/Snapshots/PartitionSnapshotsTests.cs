using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

[TestClass]
public sealed class PartitionSnapshotsTests
{
    private readonly MemorySnapshotBlobs _blobs = new();

    public TestContext TestContext { get; set; } = null!;

    private IEnumerable<string> Files => _blobs.Blobs.Keys.Where(name => SnapshotFileName.TryParse(name[SomeState.Prefix.Length..], out _));

    [TestMethod]
    public async Task Every_state_that_was_saved_is_the_one_that_comes_back()
    {
        var owner = await Owner.StartAsync(_blobs);
        for (var sequence = 10L; sequence < 200; sequence += 3)
        {
            Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(sequence));
            var next = await Owner.StartAsync(_blobs);
            Assert.AreEqual(sequence, next.Loaded);
            Assert.IsEmpty(next.Told);
            owner = sequence % 5 == 0 ? next : owner;
        }
    }

    [TestMethod]
    public async Task A_delta_has_only_what_changed_and_a_full_one_is_due_when_they_grow()
    {
        var owner = await Owner.StartAsync(_blobs);
        Assert.IsTrue(owner.Snapshots.NeedsFull);
        await owner.SaveAsync(300);
        var full = _blobs.Blobs[Files.Single()].Bytes.Length;
        Assert.IsFalse(owner.Snapshots.NeedsFull);

        var deltas = 0;
        for (var sequence = 301L; !owner.Snapshots.NeedsFull; sequence++, deltas++)
        {
            await owner.SaveAsync(sequence);
            Assert.IsLessThan(full / 2, _blobs.Blobs[Files.Last()].Bytes.Length);
        }

        Assert.IsGreaterThanOrEqualTo(2, deltas);
        Assert.IsGreaterThanOrEqualTo(full / 2, Files.Skip(1).Sum(name => _blobs.Blobs[name].Bytes.Length));
    }

    [TestMethod]
    public async Task No_more_deltas_are_added_than_allowed()
    {
        var owner = await Owner.StartAsync(_blobs, new SnapshotOptions { DeltaShare = 1_000, MaxDeltas = 5 });
        for (var sequence = 300; sequence <= 305; sequence++)
        {
            Assert.AreEqual(sequence == 300, owner.Snapshots.NeedsFull);
            await owner.SaveAsync(sequence);
        }

        Assert.IsTrue(owner.Snapshots.NeedsFull);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => owner.Snapshots.SaveAsync(306, ReadOnlyMemory<byte>.Empty, [], isFull: false, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Three_generations_are_kept_and_what_nothing_names_goes()
    {
        var owner = await Owner.StartAsync(_blobs);
        await _blobs.CreateAsync(SomeState.Prefix + new SnapshotFileName(35, 1, false), (_, _) => Task.CompletedTask, TestContext.CancellationToken);
        await _blobs.CreateAsync(SomeState.Prefix + new SnapshotFileName(99, 1, false), (_, _) => Task.CompletedTask, TestContext.CancellationToken);
        for (var generation = 1; generation <= 5; generation++)
        {
            await owner.SaveAsync(generation * 10, full: true);
            await owner.SaveAsync((generation * 10) + 1);
        }

        CollectionAssert.AreEqual(
            new long[] { 30, 31, 40, 41, 50, 51, 99 },
            Files.Select(name => SnapshotFileName.TryParse(name[SomeState.Prefix.Length..], out var file) ? file.SequenceNumber : -1).ToArray(),
            "an orphan of a later number may still be named by who wrote it");
    }

    [TestMethod]
    public async Task Saving_what_is_there_writes_nothing()
    {
        var owner = await Owner.StartAsync(_blobs);
        await owner.SaveAsync(10);
        var before = _blobs.Copy();

        Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(10));

        CollectionAssert.AreEqual(before.Blobs.Keys, _blobs.Blobs.Keys);
    }

    [TestMethod]
    [DataRow(8, ClockMode.Wall, "16 partitions")]
    [DataRow(16, ClockMode.Record, "Wall")]
    public async Task Another_number_of_partitions_or_kind_of_clock_is_refused_and_changes_nothing(int partitions, ClockMode clock, string told)
    {
        var place = new SnapshotPlace("invocations", "scoring", 3, partitions, clock);
        var owner = await Owner.StartAsync(_blobs);
        await owner.SaveAsync(10);
        await owner.SaveAsync(11);
        foreach (var hasManifest in new[] { true, false })
        {
            if (!hasManifest)
            {
                _blobs.Blobs.Remove(SomeState.Prefix + SnapshotManifest.Name);
            }

            var before = _blobs.Copy();

            var exception = await Assert.ThrowsExactlyAsync<SnapshotRefusedException>(() => Owner.StartAsync(_blobs, place: place));

            StringAssert.Contains(exception.Message, told);
            CollectionAssert.AreEqual(before.Blobs.Keys, _blobs.Blobs.Keys);
        }

        Assert.AreEqual(11, (await Owner.StartAsync(_blobs)).Loaded);
    }

    [TestMethod]
    public async Task A_partition_count_that_changes_under_an_owner_is_refused_at_the_next_save()
    {
        var owner = await Owner.StartAsync(_blobs);
        var other = await Owner.StartAsync(_blobs, place: new SnapshotPlace("invocations", "scoring", 3, 8, ClockMode.Wall));
        await other.SaveAsync(10);

        await Assert.ThrowsExactlyAsync<SnapshotRefusedException>(() => owner.SaveAsync(20));
    }

    [TestMethod]
    public async Task A_state_of_an_older_fold_is_handed_over_and_not_added_to()
    {
        var old = await Owner.StartAsync(_blobs, foldVersion: 1);
        await old.SaveAsync(10);

        var owner = await Owner.StartAsync(_blobs, foldVersion: 2);

        Assert.AreEqual(10, owner.Loaded);
        Assert.IsTrue(owner.Snapshots.NeedsFull);
        await owner.SaveAsync(11);
        Assert.IsFalse(owner.Snapshots.NeedsFull);
    }

    [TestMethod]
    public async Task What_the_fold_refuses_is_set_aside_and_the_state_before_it_offered()
    {
        var owner = await Owner.StartAsync(_blobs);
        foreach (var (sequence, full) in new[] { (10L, true), (20L, true), (21L, false) })
        {
            await owner.SaveAsync(sequence, full);
        }

        var told = new List<string>();
        var offered = new List<long>();
        var snapshots = new PartitionSnapshots(_blobs, SomeState.Place, 1, new SnapshotOptions(), told.Add);
        var loaded = await snapshots.LoadAsync(
            (SnapshotState state, out string? fault) =>
            {
                offered.Add(state.SequenceNumber);
                fault = state.SequenceNumber > 10 ? "too new for me" : null;
                return fault is null;
            },
            TestContext.CancellationToken);

        Assert.AreEqual(10, loaded);
        CollectionAssert.AreEqual(new long[] { 21, 20, 10 }, offered);
        Assert.IsTrue(told[0].Contains("too new for me", StringComparison.Ordinal), told[0]);
        Assert.AreEqual(2, _blobs.Blobs.Keys.Count(name => name.StartsWith(SomeState.Prefix + "damaged/", StringComparison.Ordinal)));
        Assert.AreEqual(10, (await Owner.StartAsync(_blobs)).Loaded);
    }

    [TestMethod]
    public async Task Nothing_is_saved_before_it_was_looked_at_what_is_there() => await Assert.ThrowsExactlyAsync<InvalidOperationException>(
        () => new PartitionSnapshots(_blobs, SomeState.Place, 1, new SnapshotOptions(), _ => { })
            .SaveAsync(1, ReadOnlyMemory<byte>.Empty, [], isFull: true, TestContext.CancellationToken));
}
