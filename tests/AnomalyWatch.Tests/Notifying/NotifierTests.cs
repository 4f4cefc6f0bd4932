using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

[TestClass]
public sealed class NotifierTests
{
    private static readonly DeliveryResult Failed = new(DeliveryOutcome.Retry, null, "HTTP 500.");
    private static readonly Incident Open = Some.Incident();
    private static readonly Incident Resolved = Open with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(1) };

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task An_incident_is_told_once_on_each_channel_however_many_hints_come()
    {
        await using var stage = new NotifierStage();
        var (one, two) = (new ScriptedChannel("one", stage.Time), new ScriptedChannel("two", stage.Time));
        var notifier = stage.Start(one, two);
        await stage.Store.SaveAsync(Open, Cancel);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => notifier.NotifyAsync(Open.Id, Cancel)));
        var rows = await notifier.NotifyAsync(Open.Id, Cancel);

        CollectionAssert.AreEqual(new[] { NotifyReason.Opened }, one.Reasons.ToArray());
        CollectionAssert.AreEqual(new[] { NotifyReason.Opened }, two.Reasons.ToArray());
        Assert.IsTrue(rows.All(row => row is { State: DeliveryState.Delivered, Told.Messages: 1 }));
        Assert.HasCount(2, rows);
    }

    [TestMethod]
    public async Task A_life_is_told_in_its_steps_with_a_link_and_an_id_for_each()
    {
        await using var stage = new NotifierStage { Options = new() { PageUri = new("https://aw.example/"), GrowthPause = TimeSpan.Zero } };
        var channel = new ScriptedChannel("ops", stage.Time);
        var notifier = stage.Start(channel);
        var high = Open with { Severity = Severity.High };
        foreach (var state in new[] { Open, Open, high, high with { Functions = [.. Open.Functions, "other/b"] }, Resolved, Resolved, Open })
        {
            await stage.Store.SaveAsync(state, Cancel);
            await notifier.NotifyAsync(Open.Id, Cancel);
        }

        CollectionAssert.AreEqual(
            new[] { NotifyReason.Opened, NotifyReason.Escalated, NotifyReason.Grown, NotifyReason.Resolved, NotifyReason.Opened }, channel.Reasons.ToArray());
        Assert.HasCount(5, channel.Attempts.Select(attempt => attempt.Message.Id).Distinct().ToList());
        Assert.IsTrue(channel.Attempts.All(attempt => attempt.Message.Link == new Uri($"https://aw.example/#{Open.Id}")));
    }

    [TestMethod]
    public async Task A_hint_during_the_wait_for_a_retry_makes_no_second_message()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time, (_, attempt) => Task.FromResult(attempt < 3 ? Failed : DeliveryResult.Delivered));
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Open, Cancel);
        var first = notifier.NotifyAsync(Open.Id, Cancel);

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await stage.UntilAsync(channel, row => row.Attempts == attempt && row.DueAt != row.UpdatedAt + stage.Options.Lease && row.Detail is not null);
            var second = notifier.NotifyAsync(Open.Id, Cancel);
            Assert.HasCount(attempt, channel.Attempts);
            await stage.MoveToRetryAsync(channel, attempt);
            if (attempt == 2)
            {
                await second;
            }
        }

        await first;
        Assert.HasCount(3, channel.Attempts);
        Assert.ContainsSingle(channel.Attempts.Select(attempt => attempt.Message.Id).Distinct());
        var row = await stage.Log.FindAsync(Open.Id, "ops", Cancel);
        Assert.AreEqual((DeliveryState.Delivered, 3, 1), (row!.State, row.Attempts, row.Told!.Messages));
    }

    [TestMethod]
    public async Task What_changes_during_the_wait_is_told_as_it_then_is()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time, (_, attempt) => Task.FromResult(attempt < 2 ? Failed : DeliveryResult.Delivered));
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Open, Cancel);
        var telling = notifier.NotifyAsync(Open.Id, Cancel);
        await stage.UntilAsync(channel, row => row is { Attempts: 1, Detail: not null });
        await stage.Store.SaveAsync(Resolved, Cancel);

        await stage.MoveToRetryAsync(channel, 1);
        await telling;

        CollectionAssert.AreEqual(new[] { NotifyReason.Opened, NotifyReason.Opened }, channel.Reasons.ToArray());
        Assert.AreEqual(IncidentStatus.Resolved, channel.Attempts.Last().Message.Incident.Status);
    }

    [TestMethod]
    public async Task News_while_a_message_is_under_way_is_told_after_it()
    {
        await using var stage = new NotifierStage();
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource<DeliveryResult>());
        var channel = new ScriptedChannel("ops", stage.Time, (_, attempt) =>
        {
            arrived.TrySetResult();
            return attempt == 1 ? answer.Task : Task.FromResult(DeliveryResult.Delivered);
        });
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Open, Cancel);
        var first = notifier.NotifyAsync(Open.Id, Cancel);
        await arrived.Task;
        await stage.Store.SaveAsync(Resolved, Cancel);
        var second = notifier.NotifyAsync(Open.Id, Cancel);
        await stage.UntilAsync(channel, row => row.Version == "3");

        answer.SetResult(DeliveryResult.Delivered);
        await Task.WhenAll(first, second);

        CollectionAssert.AreEqual(new[] { NotifyReason.Opened, NotifyReason.Resolved }, channel.Reasons.ToArray());
    }

    [TestMethod]
    public async Task After_the_last_attempt_it_is_given_up_and_told_again_only_when_there_is_something_new()
    {
        await using var stage = new NotifierStage { Options = new() { MaxAttempts = 3 } };
        var channel = new ScriptedChannel("ops", stage.Time, (_, attempt) => Task.FromResult(attempt <= 3 ? Failed : DeliveryResult.Delivered));
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Open, Cancel);
        var telling = notifier.NotifyAsync(Open.Id, Cancel);
        await stage.MoveToRetryAsync(channel, 1);
        await stage.MoveToRetryAsync(channel, 2);

        var row = Assert.ContainsSingle(await telling);
        await notifier.NotifyAsync(Open.Id, Cancel);
        Assert.AreEqual((DeliveryState.DeadLettered, 3, "HTTP 500."), (row.State, row.Attempts, row.Detail));
        Assert.HasCount(3, channel.Attempts);
        Assert.ContainsSingle(await stage.Log.ListAsync("ops", DeliveryState.DeadLettered, 10, Cancel));

        await stage.Store.SaveAsync(Open with { Severity = Severity.Critical }, Cancel);
        row = Assert.ContainsSingle(await notifier.NotifyAsync(Open.Id, Cancel));
        Assert.AreEqual((DeliveryState.Delivered, 1, NotifyReason.Opened), (row.State, row.Attempts, row.Reason));
    }

    [TestMethod]
    public async Task What_is_refused_is_not_tried_again()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time, (_, _) => Task.FromResult(new DeliveryResult(DeliveryOutcome.Rejected, null, "HTTP 400.")));
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Open, Cancel);

        var row = Assert.ContainsSingle(await notifier.NotifyAsync(Open.Id, Cancel));

        Assert.AreEqual((DeliveryState.DeadLettered, 1, "HTTP 400."), (row.State, row.Attempts, row.Detail));
        Assert.HasCount(1, channel.Attempts);
    }

    [TestMethod]
    public async Task A_receiver_that_is_gone_is_not_asked_again_and_its_messages_are_kept_as_given_up()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time, (_, _) => Task.FromResult(new DeliveryResult(DeliveryOutcome.Gone, null, "HTTP 410.")));
        var notifier = stage.Start(channel);
        foreach (var number in new[] { 1, 2, 3 })
        {
            await stage.Store.SaveAsync(Some.Incident(number), Cancel);
            await notifier.NotifyAsync(Some.Id(number), Cancel);
        }

        Assert.HasCount(1, channel.Attempts);
        Assert.HasCount(3, await stage.Log.ListAsync("ops", DeliveryState.DeadLettered, 10, Cancel));
    }

    [TestMethod]
    public async Task A_slow_channel_holds_up_no_other_and_no_other_incident()
    {
        await using var stage = new NotifierStage();
        var slow = new ScriptedChannel("slow", stage.Time, (message, _) =>
            message.Incident.Id == Some.Id(1) ? new TaskCompletionSource<DeliveryResult>().Task : Task.FromResult(DeliveryResult.Delivered));
        var quick = new ScriptedChannel("quick", stage.Time);
        stage.Run(slow, quick);
        foreach (var number in new[] { 1, 2, 3 })
        {
            await stage.SaveAsync(Some.Incident(number), Cancel);
        }

        foreach (var number in new[] { 1, 2, 3 })
        {
            await stage.UntilAsync(quick, row => row.State == DeliveryState.Delivered, number);
        }

        await stage.UntilAsync(slow, row => row.State == DeliveryState.Delivered, 3);
        Assert.AreEqual(DeliveryState.Retrying, (await stage.Log.FindAsync(Some.Id(1), "slow", Cancel))?.State);
    }

    [TestMethod]
    public async Task A_channel_that_throws_is_tried_again_and_what_it_threw_is_not_kept()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time, (_, attempt) => attempt == 1 ? throw new InvalidOperationException("T0ken") : Task.FromResult(DeliveryResult.Delivered));
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Open, Cancel);
        var telling = notifier.NotifyAsync(Open.Id, Cancel);

        var row = await stage.MoveToRetryAsync(channel, 1);
        await telling;

        Assert.AreEqual("The channel failed (InvalidOperationException).", row.Detail);
        Assert.HasCount(2, channel.Attempts);
    }

    [TestMethod]
    public async Task An_incident_below_the_channels_severity_is_opened_when_it_rises_to_it()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time) { MinSeverity = Severity.High };
        var notifier = stage.Start(channel);
        await stage.Store.SaveAsync(Open, Cancel);
        Assert.IsEmpty(await notifier.NotifyAsync(Open.Id, Cancel));

        await stage.Store.SaveAsync(Open with { Severity = Severity.High }, Cancel);
        await notifier.NotifyAsync(Open.Id, Cancel);

        CollectionAssert.AreEqual(new[] { NotifyReason.Opened }, channel.Reasons.ToArray());
    }

    [TestMethod]
    public async Task Growth_waits_for_the_pause_and_is_told_once_and_an_end_does_not_wait()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time);
        stage.Run(channel);
        await stage.SaveAsync(Open, Cancel);
        await stage.UntilAsync(channel, row => row.State == DeliveryState.Delivered);
        for (var functions = 2; functions <= 20; functions++)
        {
            await stage.SaveAsync(Open with { Functions = [.. Enumerable.Range(1, functions).Select(number => $"other/{number}")] }, Cancel);
        }

        await stage.UntilAsync(channel, row => row.State == DeliveryState.Retrying);
        Assert.HasCount(1, channel.Attempts);
        stage.Time.SetUtcNow(Some.Noon + stage.Options.GrowthPause);
        await stage.UntilAsync(channel, row => row is { State: DeliveryState.Delivered, Told.Messages: 2 });
        await stage.SaveAsync(Open with { Functions = [.. Enumerable.Range(1, 30).Select(number => $"other/{number}")] }, Cancel);
        await stage.UntilAsync(channel, row => row.State == DeliveryState.Retrying);
        await stage.SaveAsync(Resolved, Cancel);
        await stage.UntilAsync(channel, row => row is { State: DeliveryState.Delivered, Told.Messages: 3 });

        CollectionAssert.AreEqual(new[] { NotifyReason.Opened, NotifyReason.Grown, NotifyReason.Resolved }, channel.Reasons.ToArray());
        Assert.HasCount(20, channel.Attempts.ElementAt(1).Message.Incident.Functions);
    }

    [TestMethod]
    public async Task An_incident_that_is_not_stored_says_nothing()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time);

        Assert.IsEmpty(await stage.Start(channel).NotifyAsync(Some.Id(99), Cancel));
    }

    [TestMethod]
    public async Task Two_channels_of_one_name_and_options_out_of_range_are_refused()
    {
        await using var stage = new NotifierStage();
        var channel = new ScriptedChannel("ops", stage.Time);

        Assert.ThrowsExactly<ArgumentException>(() => stage.Start(channel, channel));
        foreach (var options in new NotifierOptions[] { new() { MaxAttempts = 0 }, new() { PageUri = new("file:///x") }, new() { Lease = TimeSpan.Zero }, new() { MaxBacklog = 0 } })
        {
            await using var refused = new NotifierStage { Options = options };
            Assert.ThrowsExactly<ArgumentException>(() => refused.Start(channel));
        }
    }
}
