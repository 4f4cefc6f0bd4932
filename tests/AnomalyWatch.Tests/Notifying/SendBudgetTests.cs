using AnomalyWatch.Pipeline.Notifying;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Notifying;

[TestClass]
public sealed class SendBudgetTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Messages_keep_their_distance()
    {
        var time = new FakeTimeProvider(Some.Noon);
        using var budget = new SendBudget(new SendRate(TimeSpan.FromSeconds(2)), time);
        await budget.EnterAsync(Cancel);
        budget.Leave(isSending: true);

        var second = budget.EnterAsync(Cancel);
        time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.IsFalse(second.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await second;
    }

    [TestMethod]
    public async Task A_turn_without_a_message_costs_nothing()
    {
        using var budget = new SendBudget(new SendRate(TimeSpan.FromSeconds(2), PerHour: 1), new FakeTimeProvider(Some.Noon));
        await budget.EnterAsync(Cancel);
        budget.Leave(isSending: false);

        Assert.IsTrue(budget.EnterAsync(Cancel).IsCompletedSuccessfully);
    }

    [TestMethod]
    public async Task Beyond_an_hours_messages_they_wait_until_the_oldest_is_an_hour_old()
    {
        var time = new FakeTimeProvider(Some.Noon);
        using var budget = new SendBudget(new SendRate(TimeSpan.FromSeconds(2), PerHour: 60), time);
        for (var number = 0; number < 60; number++)
        {
            time.SetUtcNow(Some.Noon.AddSeconds(2 * number));
            await budget.EnterAsync(Cancel);
            budget.Leave(isSending: true);
        }

        var next = budget.EnterAsync(Cancel);
        time.SetUtcNow(Some.Noon.AddHours(1).AddMilliseconds(-1));
        Assert.IsFalse(next.IsCompleted);
        time.SetUtcNow(Some.Noon.AddHours(1));
        await next;
    }

    [TestMethod]
    public async Task A_turn_that_was_cancelled_goes_to_the_next()
    {
        var time = new FakeTimeProvider(Some.Noon);
        using var budget = new SendBudget(new SendRate(TimeSpan.FromSeconds(2)), time);
        using var stop = new CancellationTokenSource();
        await budget.EnterAsync(Cancel);
        budget.Leave(isSending: true);
        var cancelled = budget.EnterAsync(stop.Token);
        var next = budget.EnterAsync(Cancel);

        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }
    }
}
