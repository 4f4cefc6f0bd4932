using System.Text;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>What every place for snapshots must do.</summary>
public abstract class SnapshotBlobsContract
{
    private ISnapshotBlobs _blobs = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestInitialize]
    public async Task BeginEmpty() => _blobs = await CreateAsync();

    [TestMethod]
    public async Task Nothing_is_there_before_anything_was_written()
    {
        Assert.IsNull(await _blobs.ReadAsync("a/manifest", 100, Cancel));
        Assert.IsNull(await _blobs.OpenAsync("a/manifest", Cancel));
        Assert.IsFalse(await _blobs.DeleteAsync("a/manifest", null, Cancel));
        Assert.IsEmpty(await NamesAsync(""));
        Assert.IsEmpty(await NamesAsync("a/"));
    }

    [TestMethod]
    public async Task What_was_created_is_read_again_to_the_last_byte()
    {
        var bytes = new byte[9_000_000];
        new Random(1).NextBytes(bytes);

        Assert.IsTrue(await _blobs.CreateAsync(
            "a/b/file",
            async (stream, cancel) =>
            {
                for (var at = 0; at < bytes.Length; at += 1_000_000)
                {
                    await stream.WriteAsync(bytes.AsMemory(at, 1_000_000), cancel);
                }
            },
            Cancel));

        await using var open = await _blobs.OpenAsync("a/b/file", Cancel);
        Assert.AreEqual(bytes.Length, open!.Length);
        var read = new byte[bytes.Length];
        await open.Stream.ReadExactlyAsync(read, Cancel);
        Assert.IsTrue(bytes.AsSpan().SequenceEqual(read));
        Assert.AreEqual(0, await open.Stream.ReadAsync(read, Cancel));
    }

    [TestMethod]
    public async Task Any_stretch_of_what_is_there_is_read_by_itself()
    {
        Assert.IsTrue(await CreateAsync("a/file", "0123456789"));
        Assert.AreEqual("345", await StretchAsync(3, 3));
        Assert.AreEqual("0123456789", await StretchAsync(0, 10));
        Assert.AreEqual("89", await StretchAsync(8, 5));
        Assert.AreEqual("", await StretchAsync(10, 5));
        Assert.AreEqual("", await StretchAsync(70, 5));
        Assert.IsNull(await _blobs.ReadRangeAsync("a/none", 0, new byte[5], Cancel));

        async Task<string> StretchAsync(long offset, int count)
        {
            var buffer = new byte[count];
            return Encoding.UTF8.GetString(buffer, 0, await _blobs.ReadRangeAsync("a/file", offset, buffer, Cancel) ?? -1);
        }
    }

    [TestMethod]
    public async Task Nothing_is_created_over_what_is_there()
    {
        Assert.IsTrue(await CreateAsync("a/file", "first"));

        Assert.IsFalse(await CreateAsync("a/file", "second"));

        Assert.AreEqual("first", await TextAsync("a/file"));
    }

    [TestMethod]
    public async Task A_creation_that_fails_leaves_nothing()
    {
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => _blobs.CreateAsync(
            "a/file",
            async (stream, cancel) =>
            {
                await stream.WriteAsync(new byte[6_000_000], cancel);
                throw new InvalidDataException();
            },
            Cancel));

        Assert.IsNull(await _blobs.OpenAsync("a/file", Cancel));
        Assert.IsEmpty(await NamesAsync(""));
        Assert.IsTrue(await CreateAsync("a/file", "second"));
    }

    [TestMethod]
    public async Task Of_two_that_create_the_same_one_succeeds()
    {
        async Task<bool> RunAsync(string text) => await _blobs.CreateAsync(
            "a/file",
            async (stream, cancel) =>
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
            },
            Cancel);

        var created = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => RunAsync($"text {i}"), Cancel)));

        Assert.AreEqual(1, created.Count(one => one));
        Assert.AreEqual($"text {Array.IndexOf(created, true)}", await TextAsync("a/file"));
    }

    [TestMethod]
    public async Task A_small_one_is_replaced_only_by_who_knows_it()
    {
        var first = await _blobs.ReplaceAsync("a/manifest", "one"u8.ToArray(), null, Cancel);
        Assert.IsNotNull(first);
        Assert.IsNull(await _blobs.ReplaceAsync("a/manifest", "two"u8.ToArray(), null, Cancel), "there is one");
        var second = await _blobs.ReplaceAsync("a/manifest", "three"u8.ToArray(), first, Cancel);
        Assert.IsNotNull(second);

        Assert.IsNull(await _blobs.ReplaceAsync("a/manifest", "four"u8.ToArray(), first, Cancel), "it is another now");

        var read = await _blobs.ReadAsync("a/manifest", 100, Cancel);
        Assert.AreEqual("three", Encoding.UTF8.GetString(read!.Bytes.Span));
        Assert.AreEqual(second, read.ETag);
        Assert.IsNull(await _blobs.ReplaceAsync("a/absent", "five"u8.ToArray(), first, Cancel), "there is none");
    }

    [TestMethod]
    public async Task Of_many_that_replace_the_same_one_succeeds()
    {
        var first = await _blobs.ReplaceAsync("a/manifest", "zero"u8.ToArray(), null, Cancel);

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => _blobs.ReplaceAsync("a/manifest", Encoding.UTF8.GetBytes($"text {i}"), first, Cancel), Cancel)));

        Assert.AreEqual(1, written.Count(etag => etag is not null));
        Assert.AreEqual($"text {Array.FindIndex(written, etag => etag is not null)}", await TextAsync("a/manifest"));
    }

    [TestMethod]
    public async Task One_that_is_too_long_is_not_read()
    {
        await _blobs.ReplaceAsync("a/manifest", new byte[101], null, Cancel);

        var read = await _blobs.ReadAsync("a/manifest", 100, Cancel);

        Assert.AreEqual(101, read!.Length);
        Assert.AreEqual(0, read.Bytes.Length);
        Assert.IsTrue(await _blobs.DeleteAsync("a/manifest", read.ETag, Cancel));
    }

    [TestMethod]
    public async Task Only_the_one_that_is_meant_is_deleted()
    {
        var first = await _blobs.ReplaceAsync("a/manifest", "one"u8.ToArray(), null, Cancel);
        await _blobs.ReplaceAsync("a/manifest", "two"u8.ToArray(), first, Cancel);

        Assert.IsFalse(await _blobs.DeleteAsync("a/manifest", first, Cancel));
        Assert.AreEqual("two", await TextAsync("a/manifest"));
        Assert.IsTrue(await _blobs.DeleteAsync("a/manifest", null, Cancel));
        Assert.IsNull(await _blobs.OpenAsync("a/manifest", Cancel));
    }

    [TestMethod]
    public async Task A_listing_is_in_order_and_of_one_place()
    {
        foreach (var name in new[] { "a/2/y", "a/1/z", "a/1/damaged/x", "a/10/x", "b/x", "a/1/y" })
        {
            await CreateAsync(name, name);
        }

        CollectionAssert.AreEqual(new[] { "a/1/damaged/x", "a/1/y", "a/1/z" }, await NamesAsync("a/1/"));
        CollectionAssert.AreEqual(new[] { "a/1/damaged/x", "a/1/y", "a/1/z", "a/10/x", "a/2/y" }, await NamesAsync("a/"));
        Assert.HasCount(6, await NamesAsync(""));
    }

    [TestMethod]
    [DataRow("../x")]
    [DataRow("a/../x")]
    [DataRow("/x")]
    [DataRow("a//x")]
    [DataRow("a/.x")]
    [DataRow("a\\x")]
    [DataRow("a/x\n")]
    [DataRow("")]
    public async Task A_name_that_leads_elsewhere_is_none(string name)
    {
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => CreateAsync(name, "x"));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => _blobs.ReplaceAsync(name, new byte[1], null, Cancel));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => _blobs.ReadAsync(name, 1, Cancel));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => _blobs.OpenAsync(name, Cancel));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => _blobs.DeleteAsync(name, null, Cancel));
    }

    [TestMethod]
    public async Task A_partition_is_saved_and_loaded_with_its_deltas()
    {
        var owner = await Owner.StartAsync(_blobs);
        Assert.IsNull(owner.Loaded);
        foreach (var sequence in new long[] { 100, 103, 105, 110 })
        {
            Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(sequence));
        }

        var next = await Owner.StartAsync(_blobs);

        Assert.AreEqual(110, next.Loaded);
        Assert.AreEqual(SaveOutcome.Saved, await next.SaveAsync(111));
        Assert.AreEqual(SaveOutcome.NewerExists, await owner.SaveAsync(111));
        Assert.IsEmpty(next.Told);
        Assert.AreEqual(111, (await Owner.StartAsync(_blobs)).Loaded);
    }

    /// <summary>An empty place.</summary>
    protected abstract Task<ISnapshotBlobs> CreateAsync();

    private Task<bool> CreateAsync(string name, string text) =>
        _blobs.CreateAsync(name, async (stream, cancel) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel), Cancel);

    private async Task<string> TextAsync(string name) => Encoding.UTF8.GetString((await _blobs.ReadAsync(name, 100, Cancel))!.Bytes.Span);

    private async Task<string[]> NamesAsync(string prefix) => await _blobs.ListAsync(prefix, Cancel).Select(blob => blob.Name).ToArrayAsync(Cancel);
}
