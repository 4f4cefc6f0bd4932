using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using Azure;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests;

[TestClass]
public sealed class IncidentWriterTests
{
    private readonly FakeTimeProvider _time = new(Some.Noon) { AutoAdvanceAmount = TimeSpan.Zero };

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_write_that_fails_is_tried_again_until_it_succeeds_and_the_hint_follows_it()
    {
        var store = new StubbornStore(failures: 3);
        var hints = new Hints();
        await RunAsync(new IncidentWriter(store, hints, _time).WriteAsync(Some.Incident(), TestContext.CancellationToken));
        Assert.AreEqual(4, store.Attempts);
        CollectionAssert.AreEqual(new[] { Some.Id(1) }, hints.Left);
    }

    [TestMethod]
    public async Task A_storage_that_stays_away_is_waited_for_however_long()
    {
        var store = new StubbornStore(failures: 3 * IncidentWriter.MaxAttempts);
        var hints = new Hints();
        await RunAsync(new IncidentWriter(store, hints, _time).WriteAsync(Some.Incident(), TestContext.CancellationToken));
        Assert.AreEqual((3 * IncidentWriter.MaxAttempts) + 1, store.Attempts);
        Assert.HasCount(1, hints.Left);
    }

    [TestMethod]
    public async Task An_incident_that_the_storage_refuses_is_given_up_after_all_attempts_so_that_it_does_not_stop_those_behind()
    {
        var store = new StubbornStore(failures: int.MaxValue, new RequestFailedException(413, "too large"));
        var hints = new Hints();
        await RunAsync(new IncidentWriter(store, hints, _time).WriteAsync(Some.Incident(), TestContext.CancellationToken));
        Assert.AreEqual(IncidentWriter.MaxAttempts, store.Attempts);
        Assert.HasCount(0, hints.Left);
    }

    [TestMethod]
    public async Task Being_cancelled_ends_the_attempts()
    {
        using var stop = new CancellationTokenSource();
        var writing = new IncidentWriter(new StubbornStore(failures: int.MaxValue), null, _time).WriteAsync(Some.Incident(), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => writing);
    }

    private async Task RunAsync(Task writing)
    {
        while (!writing.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await writing;
    }

    private sealed class StubbornStore(int failures, Exception? failure = null) : IIncidentStore
    {
        public int Attempts { get; private set; }

        public Task SaveAsync(Incident incident, CancellationToken cancellationToken) =>
            ++Attempts <= failures ? throw failure ?? new IOException("away") : Task.CompletedTask;

        public Task<Incident?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult<Incident?>(null);

        public Task<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Incident>>([]);
    }

    private sealed class Hints : INotificationQueue
    {
        public List<string> Left { get; } = [];

        public Task EnqueueAsync(string incidentId, CancellationToken cancellationToken)
        {
            Left.Add(incidentId);
            return Task.CompletedTask;
        }

        public async IAsyncEnumerable<string> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }
    }
}
