using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Streaming;

/// <summary>What every hub promises.</summary>
public abstract class InvocationHubContract
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancelled => TestContext.CancellationToken;

    /// <summary>An empty hub with three partitions.</summary>
    protected abstract Task<IInvocationHub> CreateAsync();

    [TestMethod]
    public async Task Events_of_a_partition_keep_their_order_and_have_no_holes()
    {
        var hub = await CreateAsync();
        for (byte i = 0; i < 20; i++)
        {
            await hub.SendAsync(1, new[] { i }, Cancelled);
        }

        var read = await hub.ReadAsync(1, 0, 19, Cancelled).ToListAsync(Cancelled);
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).Select(i => (long)i).ToList(), read.Select(e => e.SequenceNumber).ToList());
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).Select(i => (byte)i).ToList(), read.Select(e => e.Body.Span[0]).ToList());
    }

    [TestMethod]
    public async Task Partitions_are_apart()
    {
        var hub = await CreateAsync();
        await hub.SendAsync(0, "zero"u8.ToArray(), Cancelled);
        Assert.AreEqual(0, await hub.GetLastSequenceNumberAsync(0, Cancelled));
        Assert.AreEqual(-1, await hub.GetLastSequenceNumberAsync(2, Cancelled));
    }

    [TestMethod]
    public async Task A_range_holds_both_its_ends_and_does_not_wait()
    {
        var hub = await CreateAsync();
        for (byte i = 0; i < 5; i++)
        {
            await hub.SendAsync(0, new[] { i }, Cancelled);
        }

        var read = await hub.ReadAsync(0, 1, 3, Cancelled).ToListAsync(Cancelled);
        CollectionAssert.AreEqual(new List<long> { 1, 2, 3 }, read.Select(e => e.SequenceNumber).ToList());
        Assert.HasCount(0, await hub.ReadAsync(2, 0, 9, Cancelled).ToListAsync(Cancelled));
    }

    [TestMethod]
    public async Task A_receiver_waits_for_what_is_yet_to_come()
    {
        var hub = await CreateAsync();
        await using var receiver = hub.ReceiveAsync(0, 0, Cancelled).GetAsyncEnumerator(Cancelled);
        var waiting = receiver.MoveNextAsync();
        await hub.SendAsync(0, "late"u8.ToArray(), Cancelled);
        Assert.IsTrue(await waiting);
        Assert.AreEqual(0, receiver.Current.SequenceNumber);
    }

    [TestMethod]
    public async Task An_unknown_partition_is_refused()
    {
        var hub = await CreateAsync();
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(async () => await hub.SendAsync(3, "x"u8.ToArray(), Cancelled));
    }

    [TestMethod]
    public async Task A_body_over_the_limit_is_refused()
    {
        var hub = await CreateAsync();
        await Assert.ThrowsExactlyAsync<ArgumentException>(async () => await hub.SendAsync(0, new byte[PackFormat.MaxBodyBytes + 1], Cancelled));
    }
}
