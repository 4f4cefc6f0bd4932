using AnomalyWatch.Pipeline.Streaming.Quarantine;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming.Quarantine;

/// <summary>What every quarantine must do.</summary>
public abstract class QuarantineContract
{
    private static readonly QuarantineOptions Small = new() { MaxItems = 3, MaxBytes = 1 << 20, MaxItemBytes = 1 << 10, MaxAge = TimeSpan.FromHours(2) };

    public TestContext TestContext { get; set; } = null!;

    private protected FakeTimeProvider Time { get; } = new(Some.Noon.AddMinutes(30));

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task An_empty_quarantine_lists_nothing_and_finds_nothing()
    {
        var quarantine = await CreateAsync(new());

        var listing = await quarantine.ListAsync(10, null, Cancel);

        Assert.AreEqual((0, 0L, 0L), (listing.Count, listing.Bytes, listing.Dropped.Items));
        Assert.IsEmpty(listing.Items);
        Assert.IsNull(await quarantine.FindAsync(Some.Id(1), Cancel));
        Assert.IsFalse(await quarantine.RemoveAsync(Some.Id(1), Cancel));
        Assert.IsNull(await quarantine.FindAsync("../losses.json", Cancel));
    }

    [TestMethod]
    public async Task What_was_kept_is_found_again_byte_for_byte_and_with_all_that_is_known_about_it()
    {
        var quarantine = await CreateAsync(new());
        byte[] bytes = [0, 255, 13, 10, .. "\u00fc<script>"u8];
        var content = QuarantinedContent.Of(
            Some.Item().Item with
            {
                Reason = "not \u00fc <b>",
                ContentEncoding = "gzip",
                ContentType = "application/json",
                Function = "aws/123456789012/eu-west-1/checkout",
                Time = Some.Noon.AddTicks(1234567),
                Hub = "invocations",
                Partition = 7,
                SequenceNumber = long.MaxValue,
                Records = [1, 5],
            },
            bytes);

        await quarantine.KeepAsync(content, Cancel);

        var found = await quarantine.FindAsync(content.Item.Id, Cancel);
        CollectionAssert.AreEqual(bytes, found!.Bytes.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 5 }, found.Item.Records!.ToArray());
        Assert.AreEqual(content.Item, found.Item with { Records = content.Item.Records });
        var listed = Assert.ContainsSingle((await quarantine.ListAsync(10, null, Cancel)).Items);
        Assert.AreEqual(content.Item, listed with { Records = content.Item.Records });
    }

    [TestMethod]
    public async Task Keeping_the_same_twice_changes_nothing()
    {
        var quarantine = await CreateAsync(new());
        await quarantine.KeepAsync(Some.Item(), Cancel);
        await quarantine.NoteAsync(Some.Item().Item with { Attempts = 2 }, Cancel);

        await quarantine.KeepAsync(Some.Item() with { Item = Some.Item().Item with { Time = Some.Noon.AddHours(1) } }, Cancel);

        var listing = await quarantine.ListAsync(10, null, Cancel);
        Assert.AreEqual(Some.Item().Item with { Attempts = 2 }, Assert.ContainsSingle(listing.Items));
        Assert.AreEqual(10, listing.Bytes);
    }

    [TestMethod]
    public async Task Pages_run_from_the_newest_to_the_oldest_and_hold_each_once()
    {
        var quarantine = await CreateAsync(new());
        foreach (var number in new[] { 3, 1, 5, 2, 4 })
        {
            await quarantine.KeepAsync(Some.Item(number), Cancel);
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await quarantine.ListAsync(2, cursor, Cancel);
            Assert.IsLessThanOrEqualTo(2, page.Items.Count);
            Assert.AreEqual(5, page.Count);
            seen.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        CollectionAssert.AreEqual(new[] { 5, 4, 3, 2, 1 }.Select(number => Some.Item(number).Item.Id).ToArray(), seen);
        Assert.HasCount(5, (await quarantine.ListAsync(10, "nonsense", Cancel)).Items);
    }

    [TestMethod]
    public async Task Beyond_the_number_of_items_the_oldest_goes_and_the_listing_says_so()
    {
        var quarantine = await CreateAsync(Small);
        foreach (var number in new[] { 4, 1, 2, 3, 5 })
        {
            await quarantine.KeepAsync(Some.Item(number), Cancel);
        }

        var listing = await quarantine.ListAsync(10, null, Cancel);

        CollectionAssert.AreEqual(new[] { 5, 4, 3 }.Select(number => Some.Item(number).Item.Id).ToArray(), listing.Items.Select(item => item.Id).ToArray());
        Assert.AreEqual((2L, 20L, 2L), (listing.Dropped.Items, listing.Dropped.Bytes, listing.Dropped.ByCause[DropCause.Items]));
        Assert.AreEqual(Time.GetUtcNow(), listing.Dropped.LastAt);
        Assert.IsNull(await quarantine.FindAsync(Some.Item(1).Item.Id, Cancel));
    }

    [TestMethod]
    public async Task Beyond_all_bytes_the_oldest_go()
    {
        var quarantine = await CreateAsync(Small with { MaxItems = 100, MaxItemBytes = 400 << 10 });
        foreach (var number in new[] { 1, 2, 3 })
        {
            await quarantine.KeepAsync(Some.Item(number, 400 << 10), Cancel);
        }

        var listing = await quarantine.ListAsync(10, null, Cancel);

        Assert.AreEqual((2, 1L), (listing.Count, listing.Dropped.ByCause[DropCause.Bytes]));
        Assert.AreEqual(2 * (400L << 10), listing.Bytes);
    }

    [TestMethod]
    public async Task What_is_too_old_goes_though_nothing_comes()
    {
        var quarantine = await CreateAsync(Small);
        await quarantine.KeepAsync(Some.Item(1), Cancel);
        await quarantine.KeepAsync(Some.Item(20), Cancel);
        Time.SetUtcNow(Some.Noon.AddMinutes(2).AddHours(2));

        var listing = await quarantine.ListAsync(10, null, Cancel);

        Assert.AreEqual(Some.Item(20).Item.Id, Assert.ContainsSingle(listing.Items).Id);
        Assert.AreEqual(1, listing.Dropped.ByCause[DropCause.Age]);
    }

    [TestMethod]
    public async Task What_is_too_large_is_not_kept_but_counted()
    {
        var quarantine = await CreateAsync(Small);
        await quarantine.KeepAsync(Some.Item(1, 1025), Cancel);
        await quarantine.KeepAsync(Some.Item(2, 1024), Cancel);

        var listing = await quarantine.ListAsync(10, null, Cancel);

        Assert.AreEqual((1, 1025L, 1L), (listing.Count, listing.Dropped.Bytes, listing.Dropped.ByCause[DropCause.ItemBytes]));
    }

    [TestMethod]
    public async Task What_was_taken_away_comes_back_when_it_is_sent_again_but_not_when_a_hub_is_read_again()
    {
        var quarantine = await CreateAsync(new());
        foreach (var content in new[] { Some.Item(1), Some.Item(2, hub: "invocations") })
        {
            await quarantine.KeepAsync(content, Cancel);
            Assert.IsTrue(await quarantine.RemoveAsync(content.Item.Id, Cancel));
            Assert.IsFalse(await quarantine.RemoveAsync(content.Item.Id, Cancel));
            await quarantine.KeepAsync(content, Cancel);
            await quarantine.NoteAsync(content.Item with { Attempts = 1 }, Cancel);
        }

        Assert.AreEqual(Some.Item(1).Item.Id, Assert.ContainsSingle((await quarantine.ListAsync(10, null, Cancel)).Items).Id);
        Assert.IsNull(await quarantine.FindAsync(Some.Item(2, hub: "invocations").Item.Id, Cancel));
    }

    [TestMethod]
    public async Task A_limit_out_of_range_is_refused()
    {
        var quarantine = await CreateAsync(new());
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => quarantine.ListAsync(0, null, Cancel));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => quarantine.ListAsync(QuarantineListing.MaxLimit + 1, null, Cancel));
    }

    [TestMethod]
    public async Task Options_out_of_range_are_all_named() =>
        Assert.AreEqual(3, (await Assert.ThrowsExactlyAsync<ArgumentException>(() => CreateAsync(new() { MaxItems = 0, MaxBytes = 0, MaxAge = default, MaxItemBytes = 1 << 10 })))
            .Message.Split("must be").Length - 1);

    /// <summary>An empty quarantine on the clock <see cref="Time"/>.</summary>
    private protected abstract Task<IQuarantine> CreateAsync(QuarantineOptions options);
}
