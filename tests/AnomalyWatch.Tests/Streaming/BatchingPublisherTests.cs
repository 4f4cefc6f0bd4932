using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class BatchingPublisherTests
{
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly ScriptedHub _hub = new();

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancelled => TestContext.CancellationToken;

    [TestMethod]
    public async Task Deliveries_of_50_ms_share_a_pack_and_each_keeps_its_clock()
    {
        using var publisher = Publisher();
        var first = Publish(publisher, 1, "a", "b");
        _time.Advance(TimeSpan.FromMilliseconds(49));
        var second = Publish(publisher, 2, "c");
        Assert.IsEmpty(_hub.Sent);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(first, second);
        CollectionAssert.AreEqual(new[] { "a 01", "b 01", "c 02" }, ScriptedHub.Words(_hub.Sent.Single().Body));
    }

    [TestMethod]
    public async Task A_full_pack_goes_off_at_once_by_count_and_by_size()
    {
        using var publisher = Publisher(new BatchingOptions { MaxRecords = 3, MaxUnpackedBytes = 1_000 });
        var byCount = Publish(publisher, 1, "a", "b", "c", "d");
        CollectionAssert.AreEqual(new[] { "a 01", "b 01", "c 01" }, ScriptedHub.Words(_hub.Sent.Single().Body));
        var bySize = Publish(publisher, 2, new string('x', 1_000));
        Assert.HasCount(2, _hub.Sent);
        CollectionAssert.AreEqual(new[] { "d 01", new string('x', 1_000) + " 02" }, ScriptedHub.Words(_hub.Sent[1].Body));
        await Task.WhenAll(byCount, bySize);
    }

    [TestMethod]
    public async Task Publishing_ends_when_the_hub_has_the_records_and_not_before()
    {
        var acknowledgement = new TaskCompletionSource();
        _hub.Answer = _ => acknowledgement.Task;
        using var publisher = Publisher(new BatchingOptions { MaxRecords = 1 });
        var publishing = Publish(publisher, 1, "a");
        Assert.HasCount(1, _hub.Sent);
        Assert.IsFalse(publishing.IsCompleted);
        acknowledgement.SetResult();
        await publishing;
    }

    [TestMethod]
    public async Task Beyond_the_bytes_that_may_wait_publishing_waits_in_its_turn()
    {
        var acknowledgement = new TaskCompletionSource();
        _hub.Answer = _ => acknowledgement.Task;
        using var publisher = Publisher(new BatchingOptions { MaxRecords = 1, MaxWaitingBytes = 100 });
        var all = Enumerable.Range(0, 10).Select(i => Publish(publisher, i, new string((char)('a' + i), 37))).ToList();
        Assert.AreEqual(80, publisher.WaitingBytes(0));
        acknowledgement.SetResult();
        await Task.WhenAll(all);
        Assert.AreEqual(0, publisher.WaitingBytes(0));
        Assert.AreEqual("abcdefghij", string.Concat(_hub.Sent.Select(sent => ScriptedHub.Words(sent.Body).Single()[0])));
    }

    [TestMethod]
    public async Task Who_is_cancelled_while_waiting_for_room_sends_nothing_and_blocks_nobody()
    {
        var acknowledgement = new TaskCompletionSource();
        _hub.Answer = _ => acknowledgement.Task;
        using var publisher = Publisher(new BatchingOptions { MaxRecords = 1, MaxWaitingBytes = 50 });
        using var cancel = new CancellationTokenSource();
        var first = Publish(publisher, 1, new string('a', 37));
        var second = publisher.PublishAsync(0, "words", Some.Noon, ClockMode.Wall, [new string('b', 37)], cancel.Token);
        var third = Publish(publisher, 3, new string('c', 37));
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        acknowledgement.SetResult();
        await Task.WhenAll(first, third);
        Assert.AreEqual("ac", string.Concat(_hub.Sent.Select(sent => ScriptedHub.Words(sent.Body).Single()[0])));
    }

    [TestMethod]
    public async Task A_pack_whose_fate_is_unknown_is_sent_again_as_it_was()
    {
        var failures = 2;
        _hub.Answer = _ => failures-- > 0 ? Task.FromException(new IOException("gone")) : Task.CompletedTask;
        using var publisher = Publisher(new BatchingOptions { MaxRecords = 1 });
        var publishing = Publish(publisher, 1, "a");
        await AdvanceUntilAsync(publishing);
        await publishing;
        Assert.HasCount(3, _hub.Sent);
        CollectionAssert.AreEqual(_hub.Sent[0].Body, _hub.Sent[1].Body);
        CollectionAssert.AreEqual(_hub.Sent[0].Body, _hub.Sent[2].Body);
    }

    [TestMethod]
    public async Task A_pack_that_fails_for_good_fails_its_own_deliveries_and_no_others()
    {
        _hub.Answer = body => ScriptedHub.Words(body).Contains("bad 01") ? Task.FromException(new IOException("gone")) : Task.CompletedTask;
        using var publisher = Publisher(new BatchingOptions { MaxRecords = 2 });
        var beside = Publish(publisher, 1, "a");
        var bad = Publish(publisher, 1, "bad", "never sent");
        var after = Publish(publisher, 1, "b", "c");
        await AdvanceUntilAsync(Task.WhenAll(beside, bad, after));
        await Assert.ThrowsExactlyAsync<IOException>(() => beside);
        await Assert.ThrowsExactlyAsync<IOException>(() => bad);
        await after;
        Assert.HasCount(4, _hub.Sent);
        CollectionAssert.AreEqual(new[] { "b 01", "c 01" }, ScriptedHub.Words(_hub.Sent[3].Body));
        Assert.AreEqual(0, publisher.WaitingBytes(0));
    }

    [TestMethod]
    public async Task Deliveries_of_different_sources_share_no_pack()
    {
        using var publisher = Publisher();
        var first = publisher.PublishAsync(0, "one", Some.Noon, ClockMode.Wall, ["a"], Cancelled);
        var second = publisher.PublishAsync(0, "two", Some.Noon, ClockMode.Wall, ["b"], Cancelled);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await Task.WhenAll(first, second);
        Assert.HasCount(2, _hub.Sent);
    }

    [TestMethod]
    public async Task A_mark_goes_at_once_and_behind_what_was_published_before()
    {
        using var publisher = Publisher();
        var publishing = Publish(publisher, 1, "a");
        await publisher.MarkAsync("clock", Some.Noon, ClockMode.Wall, PackMark.Tick, Cancelled);
        await publishing;
        var zero = _hub.Sent.Where(sent => sent.Partition == 0).SelectMany(sent => ScriptedHub.Words(sent.Body));
        CollectionAssert.AreEqual(new[] { "a 01", "(Tick)" }, zero.ToList());
        CollectionAssert.AreEqual(new[] { "(Tick)" }, _hub.Sent.Where(sent => sent.Partition == 1).SelectMany(sent => ScriptedHub.Words(sent.Body)).ToList());
    }

    [TestMethod]
    public async Task On_recorded_time_nothing_waits()
    {
        using var publisher = Publisher();
        await publisher.PublishAsync(0, "words", null, ClockMode.Record, ["a"], Cancelled);
        Assert.HasCount(1, _hub.Sent);
    }

    [TestMethod]
    public async Task The_end_fails_what_still_waits()
    {
        var publisher = Publisher(new BatchingOptions { MaxWaitingBytes = 50 });
        var waiting = Publish(publisher, 1, new string('a', 37));
        var outside = Publish(publisher, 1, new string('b', 37));
        publisher.Dispose();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<OperationCanceledException>(() => outside);
        Assert.IsEmpty(_hub.Sent);
    }

    [TestMethod]
    public async Task Of_many_that_publish_at_once_every_record_arrives_once_and_in_its_callers_order()
    {
        _hub.Answer = async _ => await Task.Yield();
        using var publisher = new BatchingPublisher<string>(
            _hub, new WordCodec(), "test", new BatchingOptions { Delay = TimeSpan.FromMilliseconds(1), MaxRecords = 7, MaxWaitingBytes = 300 }, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await publisher.PublishAsync(0, "words", Some.Noon, ClockMode.Wall, [$"{caller} {2 * i:D3}", $"{caller} {(2 * i) + 1:D3}"], Cancelled);
            }
        })));
        var words = _hub.Sent.SelectMany(sent => ScriptedHub.Words(sent.Body)).Select(word => word.Split(' ')).ToList();
        Assert.HasCount(2_000, words);
        foreach (var own in words.GroupBy(word => word[0]))
        {
            CollectionAssert.AreEqual(Enumerable.Range(0, 100).Select(i => $"{i:D3}").ToList(), own.Select(word => word[1]).ToList());
        }
    }

    private BatchingPublisher<string> Publisher(BatchingOptions? options = null) => new(_hub, new WordCodec(), "test", options ?? new BatchingOptions(), _time);

    private Task Publish(BatchingPublisher<string> publisher, int second, params string[] words) =>
        publisher.PublishAsync(0, "words", Some.Noon.AddSeconds(second), ClockMode.Wall, words, Cancelled);

    private async Task AdvanceUntilAsync(Task task)
    {
        for (var i = 0; i < 10_000 && !task.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }
}
