using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>A notifier that ends anywhere leaves in the log what the next one needs.</summary>
[TestClass]
public sealed class NotifierCrashTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task After_a_crash_between_sending_and_recording_the_same_message_comes_once_more_under_its_id()
    {
        var log = new MemoryNotificationLog();
        await using var before = new NotifierStage { Log = log };
        var arrived = new TaskCompletionSource();
        var dying = new ScriptedChannel("ops", before.Time, (_, _) =>
        {
            // The receiver has it; we never hear of it.
            arrived.SetResult();
            return new TaskCompletionSource<DeliveryResult>().Task;
        });
        before.Run(dying);
        await before.SaveAsync(Some.Incident(), Cancel);
        await arrived.Task;
        await before.DisposeAsync();

        await using var after = new NotifierStage { Log = log };
        var channel = new ScriptedChannel("ops", after.Time);
        await after.Store.SaveAsync(Some.Incident(), Cancel);
        after.Run(channel);
        after.Time.Advance(after.Options.SweepInterval);
        var row = await after.UntilAsync(channel, row => row.State == DeliveryState.Delivered);

        Assert.AreEqual(Assert.ContainsSingle(dying.Attempts).Message.Id, Assert.ContainsSingle(channel.Attempts).Message.Id);
        Assert.AreEqual(2, row.Attempts, "Both attempts count.");
    }

    [TestMethod]
    public async Task A_message_that_may_have_arrived_is_said_again_as_it_was_and_what_changed_since_comes_after_it()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time, (_, attempt) => Task.FromResult(
            attempt == 1 ? new DeliveryResult(DeliveryOutcome.Retry, null, "No answer within 15 s.", MayHaveArrived: true) : DeliveryResult.Delivered));
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Some.Incident(), Cancel);
        var telling = notifier.NotifyAsync(Some.Id(1), Cancel);
        await stage.UntilAsync(channel, row => row.Detail is not null);
        await stage.Store.SaveAsync(Some.Incident() with { Status = Pipeline.Alerting.IncidentStatus.Resolved, ResolvedAt = Some.Noon }, Cancel);

        await stage.MoveToRetryAsync(channel, 1);
        await telling;

        CollectionAssert.AreEqual(new[] { NotifyReason.Opened, NotifyReason.Opened, NotifyReason.Resolved }, channel.Reasons.ToArray());
        var ids = channel.Attempts.Select(attempt => attempt.Message.Id).ToList();
        Assert.AreEqual(ids[0], ids[1]);
        Assert.AreNotEqual(ids[1], ids[2]);
    }

    [TestMethod]
    public async Task What_waited_for_its_retry_is_taken_up_by_the_next_notifier_when_it_is_due()
    {
        var log = new MemoryNotificationLog();
        await using var before = new NotifierStage { Log = log };
        var failing = new ScriptedChannel("ops", before.Time, (_, _) => Task.FromResult(new DeliveryResult(DeliveryOutcome.Retry, TimeSpan.FromMinutes(10), "HTTP 429.")));
        before.Run(failing);
        await before.SaveAsync(Some.Incident(), Cancel);
        await before.UntilAsync(failing, row => row.Detail is not null);
        await before.DisposeAsync();

        await using var after = new NotifierStage { Log = log };
        var channel = new ScriptedChannel("ops", after.Time);
        await after.Store.SaveAsync(Some.Incident(), Cancel);
        var notifier = after.Start(channel);
        await notifier.SweepAsync(Cancel);
        after.Time.SetUtcNow(Some.Noon.AddMinutes(10));
        await notifier.SweepAsync(Cancel);
        await after.UntilAsync(channel, row => row.State == DeliveryState.Delivered);

        Assert.AreEqual(Some.Noon.AddMinutes(10), Assert.ContainsSingle(channel.Attempts).At);
    }

    [TestMethod]
    public async Task Two_notifiers_on_one_log_send_one_message()
    {
        var log = new MemoryNotificationLog();
        await using var one = new NotifierStage { Log = log };
        await using var two = new NotifierStage { Log = log };
        var channels = new[] { new ScriptedChannel("ops", one.Time), new ScriptedChannel("ops", two.Time) };
        var notifiers = new[] { one.Start(channels[0]), two.Start(channels[1]) };
        for (var number = 1; number <= 50; number++)
        {
            await one.Store.SaveAsync(Some.Incident(number), Cancel);
            await two.Store.SaveAsync(Some.Incident(number), Cancel);
            foreach (var notifier in notifiers)
            {
                _ = notifier.NotifyAsync(Some.Id(number), Cancel);
            }
        }

        for (var number = 1; number <= 50; number++)
        {
            await NotifierStage.UntilAsync(log, channels[0], row => row.State == DeliveryState.Delivered, number);
        }

        Assert.HasCount(50, channels.SelectMany(channel => channel.Attempts).ToList());
    }

    [TestMethod]
    public async Task What_cannot_be_written_down_is_not_sent_and_what_cannot_be_recorded_is_not_sent_twice()
    {
        var log = new FailingLog(new MemoryNotificationLog(), failAt: [1, 2, 5, 6]);
        await using var stage = new NotifierStage { Log = log };
        var channel = new ScriptedChannel("ops", stage.Time);
        stage.Run(channel);
        await stage.SaveAsync(Some.Incident(), Cancel);
        while ((await log.FindAsync(Some.Id(1), "ops", Cancel))?.State is null or DeliveryState.Retrying)
        {
            // Each failure is followed by a wait of at most 5 s.
            stage.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, Cancel);
        }

        Assert.HasCount(1, channel.Attempts);
        Assert.IsGreaterThanOrEqualTo(7, log.Writes);
    }

    [TestMethod]
    public async Task With_the_backlog_full_an_incident_waits_in_the_log_for_the_next_sweep()
    {
        await using var stage = new NotifierStage { Options = new() { MaxBacklog = 1 } };
        var answer = new TaskCompletionSource<DeliveryResult>();
        var channel = new ScriptedChannel("ops", stage.Time, (_, attempt) => attempt == 1 ? answer.Task : Task.FromResult(DeliveryResult.Delivered));
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Some.Incident(1), Cancel);
        await stage.Store.SaveAsync(Some.Incident(2), Cancel);
        var first = notifier.NotifyAsync(Some.Id(1), Cancel);
        await NotifierStage.UntilAsync(() => channel.Attempts.Count == 1);

        Assert.AreEqual(DeliveryState.Retrying, Assert.ContainsSingle(await notifier.NotifyAsync(Some.Id(2), Cancel)).State);
        answer.SetResult(DeliveryResult.Delivered);
        await first;
        await notifier.SweepAsync(Cancel);
        await stage.UntilAsync(channel, row => row.State == DeliveryState.Delivered, 2);

        Assert.HasCount(2, channel.Attempts);
    }

    [TestMethod]
    public async Task A_last_attempt_that_was_cut_short_ends_as_given_up()
    {
        await using var stage = new NotifierStage { Options = new() { MaxAttempts = 2 } };
        var channel = new ScriptedChannel("ops", stage.Time);
        await stage.Store.SaveAsync(Some.Incident(), Cancel);
        await stage.Log.TryReplaceAsync(null, Some.Row() with
        {
            NotificationId = NotificationId.Of(Some.Incident(), NotifyReason.Opened, null),
            Attempts = 2,
            DueAt = Some.Noon,
        }, Cancel);

        await stage.Start(channel).NotifyAsync(Some.Id(1), Cancel);

        Assert.AreEqual(DeliveryState.DeadLettered, (await stage.Log.FindAsync(Some.Id(1), "ops", Cancel))?.State);
        Assert.IsEmpty(channel.Attempts);
    }

    [TestMethod]
    public async Task Who_comes_back_after_others_went_on_without_him_changes_nothing()
    {
        await using var stage = new NotifierStage();
        var late = new TaskCompletionSource<DeliveryResult>();
        var asleep = new ScriptedChannel("ops", stage.Time, (_, _) => late.Task);
        await stage.Store.SaveAsync(Some.Incident(), Cancel);
        await using var sleeper = stage.Start(asleep);
        var sleeping = sleeper.NotifyAsync(Some.Id(1), Cancel);
        await NotifierStage.UntilAsync(() => asleep.Attempts.Count == 1);
        stage.Time.Advance(stage.Options.Lease);
        var awake = new ScriptedChannel("ops", stage.Time);
        await stage.Start(awake).NotifyAsync(Some.Id(1), Cancel);

        late.SetResult(new DeliveryResult(DeliveryOutcome.Retry, null, "No answer within 15 s."));
        var row = Assert.ContainsSingle(await sleeping);

        Assert.AreEqual((DeliveryState.Delivered, 1), (row.State, row.Told?.Messages));
        Assert.HasCount(1, awake.Attempts);
        Assert.HasCount(1, asleep.Attempts);
    }
}
