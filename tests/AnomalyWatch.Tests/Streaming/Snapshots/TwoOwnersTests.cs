using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>A partition whose lease was stolen while the old owner still runs. <see cref="SomeState.From"/> holds that what is loaded is a state that was.</summary>
[TestClass]
public sealed class TwoOwnersTests
{
    [TestMethod]
    public async Task Who_is_behind_is_told_and_writes_nothing()
    {
        var blobs = new MemorySnapshotBlobs();
        var (slow, fast) = (await Owner.StartAsync(blobs), await Owner.StartAsync(blobs));
        await fast.SaveAsync(100);
        var before = blobs.Copy();

        Assert.AreEqual(SaveOutcome.NewerExists, await slow.SaveAsync(90));
        Assert.AreEqual(SaveOutcome.NewerExists, await slow.SaveAsync(100));

        CollectionAssert.AreEqual(before.Blobs.Keys, blobs.Blobs.Keys);
        Assert.IsTrue(slow.Snapshots.NeedsFull);
        Assert.AreEqual(SaveOutcome.Saved, await slow.SaveAsync(110), "it has overtaken");
        Assert.AreEqual(SaveOutcome.NewerExists, await fast.SaveAsync(105));
        Assert.AreEqual(110, (await Owner.StartAsync(blobs)).Loaded);
    }

    [TestMethod]
    public async Task A_delta_is_not_added_to_what_its_owner_has_not_seen()
    {
        var blobs = new MemorySnapshotBlobs();
        await (await Owner.StartAsync(blobs)).SaveAsync(100);
        var (one, other) = (await Owner.StartAsync(blobs), await Owner.StartAsync(blobs));
        await one.SaveAsync(101);

        Assert.IsFalse(other.Snapshots.NeedsFull);
        Assert.AreEqual(SaveOutcome.Lost, await other.SaveAsync(102));

        Assert.IsTrue(other.Snapshots.NeedsFull);
        Assert.AreEqual(101, (await Owner.StartAsync(blobs)).Loaded);
        Assert.AreEqual(SaveOutcome.Saved, await other.SaveAsync(103));
        Assert.AreEqual(103, (await Owner.StartAsync(blobs)).Loaded);
    }

    [TestMethod]
    [DataRow(101, SaveOutcome.Lost)]
    [DataRow(150, SaveOutcome.NewerExists)]
    public async Task Who_comes_between_looking_and_writing_wins(long others, SaveOutcome expected)
    {
        var blobs = new MemorySnapshotBlobs();
        await (await Owner.StartAsync(blobs)).SaveAsync(100);
        var other = await Owner.StartAsync(blobs);
        var between = new Between(blobs);
        var one = await Owner.StartAsync(between);
        between.BeforeReplace = async () => Assert.AreEqual(SaveOutcome.Saved, await other.SaveAsync(others, full: true));

        Assert.AreEqual(expected, await one.SaveAsync(120, full: true));

        Assert.AreEqual(others, (await Owner.StartAsync(blobs)).Loaded);
        Assert.AreEqual(SaveOutcome.Saved, await one.SaveAsync(160));
        Assert.AreEqual(160, (await Owner.StartAsync(blobs)).Loaded);
        Assert.AreEqual(1 + 3, blobs.Blobs.Count, "what lost is not left lying about");
    }

    [TestMethod]
    public async Task However_two_interleave_what_is_loaded_is_the_newest_that_was_saved()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var blobs = new MemorySnapshotBlobs();
            var turns = new Turns(random);
            var saved = await Task.WhenAll(RunAsync(1), RunAsync(2));

            var loaded = await Owner.StartAsync(blobs);
            Assert.AreEqual(saved.Max(), loaded.Loaded, $"seed {seed}");
            Assert.IsEmpty(loaded.Told);

            async Task<long> RunAsync(int number)
            {
                await turns.WaitAsync();
                var mine = new Random((seed * 10) + number);
                var owner = await Owner.StartAsync(new Interleaved(blobs, turns), new SnapshotOptions { DeltaShare = 10, MaxDeltas = 3 });
                var newest = owner.Loaded ?? -1;
                for (var i = 0; i < 12; i++)
                {
                    var sequence = owner.State.SequenceNumber + 1 + mine.Next(6);
                    if (await owner.SaveAsync(sequence) == SaveOutcome.Saved)
                    {
                        newest = sequence;
                    }
                }

                Assert.IsEmpty(owner.Told.FindAll(text => text.Contains("damaged", StringComparison.Ordinal) || text.Contains("missing", StringComparison.Ordinal)));
                turns.Leave();
                return newest;
            }
        }
    }

    /// <summary>Lets somebody else do something just before the manifest is written.</summary>
    private sealed class Between(ISnapshotBlobs inner) : ISnapshotBlobs
    {
        public Func<Task>? BeforeReplace { get; set; }

        public IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken) => inner.ReadAsync(name, maxBytes, cancellationToken);

        public Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken) => inner.OpenAsync(name, cancellationToken);

        public Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
            inner.ReadRangeAsync(name, offset, buffer, cancellationToken);

        public Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => inner.CreateAsync(name, write, cancellationToken);

        public async Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken)
        {
            if (BeforeReplace is { } before)
            {
                BeforeReplace = null;
                await before();
            }

            return await inner.ReplaceAsync(name, bytes, etag, cancellationToken);
        }

        public Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken) => inner.DeleteAsync(name, etag, cancellationToken);
    }

    /// <summary>Two tasks of which one goes on at a time, drawn at every step.</summary>
    private sealed class Turns(Random random)
    {
        private readonly List<TaskCompletionSource> _waiting = [];
        private int _running = 2;

        public Task WaitAsync()
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_waiting)
            {
                _waiting.Add(mine);
                Next();
            }

            return mine.Task;
        }

        public void Leave()
        {
            lock (_waiting)
            {
                _running--;
                Next();
            }
        }

        private void Next()
        {
            if (_waiting.Count == _running && _running > 0)
            {
                var next = _waiting[random.Next(_waiting.Count)];
                _waiting.Remove(next);
                next.SetResult();
            }
        }
    }

    /// <summary>Waits for its turn before every operation.</summary>
    private sealed class Interleaved(ISnapshotBlobs inner, Turns turns) : ISnapshotBlobs
    {
        public async IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await turns.WaitAsync();
            await foreach (var blob in inner.ListAsync(prefix, cancellationToken))
            {
                yield return blob;
            }
        }

        public Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken) => DoAsync(() => inner.ReadAsync(name, maxBytes, cancellationToken));

        public Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken) => DoAsync(() => inner.OpenAsync(name, cancellationToken));

        public Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
            DoAsync(() => inner.ReadRangeAsync(name, offset, buffer, cancellationToken));

        public Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
            DoAsync(() => inner.CreateAsync(name, write, cancellationToken));

        public Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken) =>
            DoAsync(() => inner.ReplaceAsync(name, bytes, etag, cancellationToken));

        public Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken) => DoAsync(() => inner.DeleteAsync(name, etag, cancellationToken));

        private async Task<T> DoAsync<T>(Func<Task<T>> operation)
        {
            await turns.WaitAsync();
            return await operation();
        }
    }
}
