using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Tests.Streaming;

namespace AnomalyWatch.Tests;

/// <summary>A trigger hands over batches and believes its own checkpoint; the fold does not.</summary>
[TestClass]
public sealed class HandedOverTests
{
    private readonly WordRoute _route = new();

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_batch_that_failed_is_made_good_with_the_next_one()
    {
        using var handed = new HandedOver<string, string>(_route);
        var events = await FillAsync(9);
        await handed.TakeAsync(0, events[..3], Cancel);
        _route.Fault = new IOException();
        await Assert.ThrowsExactlyAsync<IOException>(() => handed.TakeAsync(0, events[3..6], Cancel));
        _route.Fault = null;

        // The trigger's checkpoint has moved on.
        await handed.TakeAsync(0, events[6..], Cancel);
        CollectionAssert.AreEqual(Enumerable.Range(0, 9).Select(i => $"w{i}").ToList(), _route.Told.Distinct(StringComparer.Ordinal).ToList());
    }

    [TestMethod]
    public async Task A_first_batch_that_is_not_the_hubs_first_is_preceded_by_what_the_hub_holds()
    {
        using var handed = new HandedOver<string, string>(_route);
        var events = await FillAsync(5);
        await handed.TakeAsync(0, events[3..], Cancel);
        CollectionAssert.AreEqual(Enumerable.Range(0, 5).Select(i => $"w{i}").ToList(), _route.Told);
    }

    [TestMethod]
    public async Task A_batch_that_comes_twice_is_told_once()
    {
        using var handed = new HandedOver<string, string>(_route);
        var events = await FillAsync(4);
        await handed.TakeAsync(0, events, Cancel);
        await handed.TakeAsync(0, events[2..], Cancel);
        await handed.TakeAsync(0, [], Cancel);
        CollectionAssert.AreEqual(Enumerable.Range(0, 4).Select(i => $"w{i}").ToList(), _route.Told);
        Assert.AreEqual(1, _route.Begun);
    }

    [TestMethod]
    public async Task Batches_of_one_partition_wait_for_each_other()
    {
        using var handed = new HandedOver<string, string>(_route);
        var events = await FillAsync(40);
        await Task.WhenAll(events.Chunk(10).Reverse().Select(chunk => Task.Run(() => handed.TakeAsync(0, chunk, Cancel), Cancel)));
        CollectionAssert.AreEqual(Enumerable.Range(0, 40).Select(i => $"w{i}").ToList(), _route.Told);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    public async Task An_unknown_partition_is_refused(int partition)
    {
        using var handed = new HandedOver<string, string>(_route);
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => handed.TakeAsync(partition, [], Cancel));
    }

    private async Task<List<HubEvent>> FillAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _route.Hub.SendAsync(0, System.Text.Encoding.UTF8.GetBytes($"\"w{i}\""), Cancel);
        }

        return await _route.Hub.ReadAsync(0, 0, count, Cancel).ToListAsync(Cancel);
    }

    private sealed class WordRoute : IFoldRoute<string, string>
    {
        public IInvocationHub Hub { get; } = new InMemoryHub("words", 1, TimeProvider.System);

        public List<string> Told { get; } = [];

        public int Begun { get; private set; }

        public Exception? Fault { get; set; }

        public PartitionRunner<string, string> NewRunner(int partition) =>
            new(Hub, partition, new PartitionInput<string>(new WordCodec(), _ => Some.Noon), () => new WordFold());

        public Task BeginAsync(PartitionRunner<string, string> runner, CancellationToken cancellationToken)
        {
            Begun++;
            return Task.CompletedTask;
        }

        public Task DeliverAsync(int partition, FoldOutput<string> output, CancellationToken cancellationToken)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            Told.AddRange(output.Items);
            return Task.CompletedTask;
        }
    }

    private sealed class WordFold : IFold<string, string>
    {
        public void Apply(in Stamped<string> record, ICollection<string> outputs) => outputs.Add(record.Record);

        public void Lose(in LostStretch lost, ICollection<string> outputs) => outputs.Add("lost");
    }
}
