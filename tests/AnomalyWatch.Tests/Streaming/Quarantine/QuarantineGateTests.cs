using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming.Quarantine;

[TestClass]
public sealed class QuarantineGateTests
{
    private static readonly QuarantineOptions Options = new();

    private readonly FakeTimeProvider _time = new(Some.Noon);

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Storage_that_hangs_costs_a_bounded_wait_even_if_it_does_not_listen_to_cancellation()
    {
        var hanging = new StubQuarantine(_ => new TaskCompletionSource().Task);
        var gate = new QuarantineGate(hanging, Options, _time);

        var keeping = gate.TryKeepAsync(Some.Item(), Cancel);
        Assert.IsFalse(keeping.IsCompleted);
        _time.Advance(Options.Patience);

        Assert.IsFalse(await keeping);
    }

    [TestMethod]
    public async Task After_a_failure_nobody_waits_for_a_while_and_then_it_is_tried_again()
    {
        var isAway = true;
        var stub = new StubQuarantine(_ => isAway ? throw new IOException("away") : Task.CompletedTask);
        var gate = new QuarantineGate(stub, Options, _time);

        Assert.IsFalse(await gate.TryKeepAsync(Some.Item(), Cancel));
        isAway = false;
        Assert.IsFalse(await gate.TryKeepAsync(Some.Item(), Cancel));
        Assert.AreEqual(1, stub.Attempts);
        _time.Advance(Options.Rest);

        Assert.IsTrue(await gate.TryKeepAsync(Some.Item(), Cancel));
        Assert.AreEqual(2, stub.Attempts);
    }

    [TestMethod]
    public async Task An_event_is_kept_with_its_place_in_the_hub()
    {
        var quarantine = new MemoryQuarantine(Options, _time);
        var unreadable = new UnreadableEvent("invocations", 3, new HubEvent(17, Some.Noon, "AWPK\t"u8.ToArray()), "unknown version of the pack format");

        await new QuarantineGate(quarantine, Options, _time).KeepEventAsync(unreadable, Cancel);

        var item = Assert.ContainsSingle((await quarantine.ListAsync(10, null, Cancel)).Items);
        Assert.AreEqual(("invocations", 3, 17L, QuarantineForm.Event, Some.Noon), (item.Hub, item.Partition, item.SequenceNumber, item.Form, item.Time));
    }

    private sealed class StubQuarantine(Func<QuarantinedContent, Task> keep) : IQuarantine
    {
        public int Attempts { get; private set; }

        public Task KeepAsync(QuarantinedContent content, CancellationToken cancellationToken)
        {
            Attempts++;
            return keep(content);
        }

        public Task<QuarantineListing> ListAsync(int limit, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<QuarantinedContent?> FindAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task NoteAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
