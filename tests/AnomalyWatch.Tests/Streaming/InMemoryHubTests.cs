using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class InMemoryHubTests : InvocationHubContract
{
    [TestMethod]
    public async Task Retention_takes_the_oldest_events_and_a_reader_begins_at_the_oldest_left()
    {
        var hub = new InMemoryHub("invocations", 1, new FakeTimeProvider());
        var body = new byte[PackFormat.MaxBodyBytes];
        var kept = (int)(InMemoryHub.RetainedBytes / body.Length);
        for (var i = 0; i < kept + 3; i++)
        {
            await hub.SendAsync(0, body, TestContext.CancellationToken);
        }

        await foreach (var first in hub.ReadAsync(0, 0, long.MaxValue, TestContext.CancellationToken))
        {
            Assert.AreEqual(3, first.SequenceNumber);
            return;
        }

        Assert.Fail("nothing was retained");
    }

    /// <inheritdoc/>
    protected override Task<IInvocationHub> CreateAsync() =>
        Task.FromResult<IInvocationHub>(new InMemoryHub("invocations", 3, new FakeTimeProvider()));
}
