using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>
/// The process dies before and after every single thing that writing and telling an incident does to storage, queue and receiver; a fresh one
/// on the same storage finishes. A hint that was taken is lost with its process, so that the sweep alone has to do it.
/// </summary>
[TestClass]
public sealed class NotifierKillTests
{
    private static readonly Incident Open = Some.Incident();
    private static readonly Incident Escalated = Open with { Severity = Severity.Critical, Functions = [.. Open.Functions, "other/b"] };
    private static readonly Incident Resolved = Escalated with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(1) };

    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly MemoryIncidentStore _store = new();
    private readonly MemoryNotificationLog _log = new();
    private readonly MemoryNotificationOutbox _outbox;

    public NotifierKillTests() => _outbox = new MemoryNotificationOutbox(_time);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(false, DisplayName = "the incident stays as it was")]
    [DataRow(true, DisplayName = "the incident changes while nobody lives")]
    public async Task Killed_anywhere_each_message_arrives_and_at_most_one_comes_twice_under_its_id(bool changes)
    {
        var deaths = 0;
        for (var step = 1; ; step++)
        {
            var test = new NotifierKillTests { TestContext = TestContext };
            if (!await test.DieAtAsync(step, changes))
            {
                break;
            }

            deaths++;
        }

        Assert.IsGreaterThanOrEqualTo(20, deaths, "There are more steps than that.");
    }

    [TestMethod]
    public async Task An_incident_whose_hint_was_never_left_is_told_by_the_sweep_and_its_mark_goes_once_its_row_must_be_there()
    {
        await new IncidentWriter(_store, hints: null, _time, _outbox).WriteAsync(Open, Cancel);
        var channel = new ScriptedChannel("ops", _time);
        await using var notifier = new Notifier(_store, _log, new MemoryNotificationQueue(), [channel], new NotifierOptions(), _time, _outbox);

        await SweepAsync(notifier);
        Assert.HasCount(1, await _outbox.ListAsync(10, Cancel), "Its writer may be about to write once more.");
        _time.Advance(Notifier.MarkGrace);
        await SweepAsync(notifier);

        Assert.AreEqual(NotifyReason.Opened, Assert.ContainsSingle(channel.Attempts).Message.Reason);
        Assert.IsEmpty(await _outbox.ListAsync(10, Cancel));
    }

    [TestMethod]
    public async Task A_mark_without_a_row_is_kept_while_the_row_may_come_and_then_forgotten()
    {
        await _outbox.PutAsync(Open.Id, Cancel);
        var channel = new ScriptedChannel("ops", _time);
        await using var notifier = new Notifier(_store, _log, new MemoryNotificationQueue(), [channel], new NotifierOptions(), _time, _outbox);
        await SweepAsync(notifier);
        Assert.HasCount(1, await _outbox.ListAsync(10, Cancel));

        await _store.SaveAsync(Open, Cancel);
        await SweepAsync(notifier);
        _time.Advance(Notifier.MarkGrace);
        await SweepAsync(notifier);

        Assert.HasCount(1, channel.Attempts);
        Assert.IsEmpty(await _outbox.ListAsync(10, Cancel));
    }

    [TestMethod]
    public async Task A_writer_has_given_up_an_attempt_before_its_mark_may_go() =>
        await Task.Run(() => Assert.IsLessThan(Notifier.MarkGrace, IncidentWriter.AttemptTimeout), Cancel);

    /// <summary>One life that dies at a step, and one that finishes. Returns whether there was such a step.</summary>
    private async Task<bool> DieAtAsync(int step, bool changes)
    {
        var fuse = new Fuse(step);
        var receiver = new ScriptedChannel("ops", _time);
        var mortal = new MortalParts(fuse, _store, _log, new MemoryNotificationQueue(), _outbox, receiver);
        var dead = await LiveAsync(mortal, fuse);

        // What the fold says again, because its own log goes on where the store has it not.
        if (changes || await _store.FindAsync(Open.Id, Cancel) is null)
        {
            await new IncidentWriter(_store, null, _time, _outbox).WriteAsync(changes ? Escalated : Open, Cancel);
        }

        await using (var next = new Notifier(_store, _log, new MemoryNotificationQueue(), [receiver], new NotifierOptions(), _time, _outbox))
        {
            await FinishAsync(next);
            await new IncidentWriter(_store, null, _time, _outbox).WriteAsync(changes ? Resolved : Open with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon }, Cancel);
            await FinishAsync(next);
        }

        var messages = receiver.Attempts.Select(attempt => attempt.Message).ToList();
        var distinct = messages.DistinctBy(message => message.Id).ToList();
        Assert.AreEqual(NotifyReason.Opened, messages[0].Reason, $"step {step}");
        Assert.AreEqual(NotifyReason.Resolved, messages[^1].Reason, $"step {step}");
        Assert.HasCount(distinct.Count, distinct.Select(message => message.Reason).Distinct().ToList(), $"step {step}: nothing is said twice under two ids");
        Assert.IsLessThanOrEqualTo(distinct.Count + 1, messages.Count, $"step {step}: at most one extra");
        Assert.AreEqual(DeliveryState.Delivered, (await _log.FindAsync(Open.Id, "ops", Cancel))!.State, $"step {step}");
        if (changes && messages[0].Incident.Severity != Severity.Critical)
        {
            Assert.Contains(NotifyReason.Escalated, distinct.Select(message => message.Reason), $"step {step}: what is new is told too");
        }

        return dead;
    }

    private async Task<bool> LiveAsync(MortalParts mortal, Fuse fuse)
    {
        using var stop = new CancellationTokenSource();
        await using var notifier = new Notifier(mortal, mortal, mortal, [mortal], new NotifierOptions(), _time, mortal);
        var telling = notifier.RunAsync(stop.Token);
        var writing = new IncidentWriter(mortal, mortal, _time, mortal).WriteAsync(Open, stop.Token);
        var told = NotifierStage.UntilAsync(_log, mortal, row => row.State == DeliveryState.Delivered);
        await Task.WhenAny(fuse.Died, told);
        await stop.CancelAsync();
        await Task.WhenAll(telling, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return fuse.Died.IsCompleted;
    }

    /// <summary>Sweeps until leases and grace have passed and nothing is under way.</summary>
    private async Task FinishAsync(Notifier notifier)
    {
        for (var minute = 0; minute <= 7; minute++)
        {
            await SweepAsync(notifier);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private async Task SweepAsync(Notifier notifier)
    {
        await notifier.SweepAsync(Cancel);
        foreach (var row in await _log.ListAsync("ops", DeliveryState.Retrying, 10, Cancel))
        {
            if (row.DueAt <= _time.GetUtcNow())
            {
                await NotifierStage.UntilAsync(() => !IsDue(row));
            }
        }
    }

    private bool IsDue(NotificationRecord before) =>
        _log.FindAsync(before.IncidentId, before.Channel, CancellationToken.None) is { IsCompletedSuccessfully: true } found
        && found.GetAwaiter().GetResult() is { State: DeliveryState.Retrying } row && row.DueAt <= _time.GetUtcNow();
}
