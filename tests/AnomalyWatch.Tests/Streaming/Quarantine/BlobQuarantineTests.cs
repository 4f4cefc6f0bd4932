using AnomalyWatch.Pipeline.Streaming.Quarantine;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AnomalyWatch.Tests.Streaming.Quarantine;

/// <summary>A container of its own, which is dropped before each test.</summary>
[TestClass]
[DoNotParallelize]
public sealed class BlobQuarantineTests : QuarantineContract, IDisposable
{
    private readonly List<BlobQuarantine> _made = [];
    private BlobContainerClient _container = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Two_processes_see_what_the_other_keeps_and_drop_nothing_uncounted()
    {
        var one = await CreateAsync(new() { MaxItems = 4 });
        var two = new BlobQuarantine(_container, new() { MaxItems = 4 }, Time);
        _made.Add(two);
        foreach (var number in Enumerable.Range(1, 10))
        {
            await (number % 2 == 0 ? one : two).KeepAsync(Some.Item(number), Cancel);
        }

        var listings = new[] { await one.ListAsync(10, null, Cancel), await two.ListAsync(10, null, Cancel) };

        Assert.AreEqual(Some.Item(10).Item.Id, listings[0].Items[0].Id);
        CollectionAssert.AreEqual(listings[0].Items.ToArray(), listings[1].Items.ToArray());
        Assert.AreEqual(4, listings[1].Count);
        Assert.IsGreaterThanOrEqualTo(6L, listings[1].Dropped.Items, "One that both drop at once is counted twice, never not at all.");
    }

    [TestMethod]
    public async Task A_new_process_finds_what_is_there_and_what_was_dropped()
    {
        var before = await CreateAsync(new() { MaxItems = 1 });
        await before.KeepAsync(Some.Item(1), Cancel);
        await before.KeepAsync(Some.Item(2), Cancel);
        using var after = new BlobQuarantine(_container, new(), Time);

        var listing = await after.ListAsync(10, null, Cancel);

        Assert.AreEqual((1, 1L), (listing.Count, listing.Dropped.Items));
    }

    [TestMethod]
    public async Task Blobs_and_counts_that_make_no_sense_stop_nothing()
    {
        var quarantine = await CreateAsync(new() { MaxItems = 1 });
        await quarantine.KeepAsync(Some.Item(1), Cancel);
        await _container.GetBlobClient("items/stranger").UploadAsync(BinaryData.FromString("x"), Cancel);
        await _container.GetBlobClient("losses.json").UploadAsync(BinaryData.FromString("{]"), Cancel);
        await quarantine.KeepAsync(Some.Item(2), Cancel);

        var listing = await quarantine.ListAsync(10, null, Cancel);

        Assert.AreEqual((1, 1L), (listing.Count, listing.Dropped.Items));
    }

    [TestMethod]
    public async Task The_mark_of_an_event_taken_away_goes_when_the_hub_has_forgotten_the_event_too()
    {
        var quarantine = await CreateAsync(new());
        var content = Some.Item(1, hub: "invocations");
        await quarantine.KeepAsync(content, Cancel);
        await quarantine.RemoveAsync(content.Item.Id, Cancel);
        Assert.HasCount(1, await BlobsAsync());

        Time.SetUtcNow(TimeProvider.System.GetUtcNow() + new QuarantineOptions().MaxAge + TimeSpan.FromHours(1));
        await quarantine.ListAsync(1, null, Cancel);

        Assert.IsEmpty(await BlobsAsync());
    }

    public void Dispose() => _made.ForEach(quarantine => quarantine.Dispose());

    private protected override async Task<IQuarantine> CreateAsync(QuarantineOptions options)
    {
        _container = new BlobContainerClient(await AzuriteServer.RequireAsync(), "quarantine-tests");
        await _container.DeleteIfExistsAsync(cancellationToken: Cancel);
        var quarantine = new BlobQuarantine(_container, options, Time);
        _made.Add(quarantine);
        return quarantine;
    }

    private async Task<List<BlobItem>> BlobsAsync()
    {
        var blobs = new List<BlobItem>();
        await foreach (var blob in _container.GetBlobsAsync(new GetBlobsOptions(), Cancel))
        {
            blobs.Add(blob);
        }

        return blobs;
    }
}
