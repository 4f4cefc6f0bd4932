using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;
using AnomalyWatch.Tests.Notifying.Channels;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>The notifier and a channel against a real receiver.</summary>
[TestClass]
public sealed class NotifierHttpTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_receiver_that_answers_429_then_500_then_200_gets_the_incident_exactly_once()
    {
        await using var stage = new NotifierStage();
        var times = new List<DateTimeOffset>();
        await using var receiver = await Receiver.StartAsync((context, number) =>
        {
            times.Add(stage.Time.GetUtcNow());
            context.Response.StatusCode = number switch { 1 => 429, 2 => 500, _ => 200 };
            if (number == 1)
            {
                context.Response.Headers.RetryAfter = "7";
            }

            return Task.CompletedTask;
        });
        using var poster = new HttpPoster(stage.Time);
        var channel = new WebhookChannel("soar", receiver.Address, [WebhookSecret.TryParse(new SecretText(Secret))!], poster, stage.Time);
        stage.Run(channel);
        await stage.SaveAsync(Some.Incident(), Cancel);
        await stage.MoveToRetryAsync(channel, 1);
        await stage.SaveAsync(Some.Incident(), Cancel);
        await stage.MoveToRetryAsync(channel, 2);
        var row = await stage.UntilAsync(channel, row => row.State == DeliveryState.Delivered);
        await stage.SaveAsync(Some.Incident(), Cancel);
        await stage.Queue.EnqueueAsync(Some.Id(1), Cancel);

        Assert.AreEqual(3, receiver.Requests.Count, "Three attempts, of which one was accepted.");
        Assert.AreEqual(3, row.Attempts);
        Assert.AreEqual(1, row.Told?.Messages);
        Assert.ContainsSingle(receiver.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.AreEqual(TimeSpan.FromSeconds(7), times[1] - times[0]);
        Assert.IsTrue(times[2] - times[1] > TimeSpan.FromSeconds(2) && times[2] - times[1] < TimeSpan.FromSeconds(4));
    }

    [TestMethod]
    [DataRow("teams")]
    [DataRow("slack")]
    [DataRow("webhook")]
    public async Task Nothing_secret_is_in_the_log_of_a_message_that_was_given_up(string type)
    {
        await using var stage = new NotifierStage();
        await using var receiver = await Receiver.StartAsync(404);
        using var poster = new HttpPoster(new FakeTimeProvider(Some.Noon));
        IChannel channel = type switch
        {
            "teams" => new TeamsChannel("ops", receiver.Address, poster),
            "slack" => new SlackChannel("ops", receiver.Address, poster),
            _ => new WebhookChannel("ops", receiver.Address, [WebhookSecret.TryParse(new SecretText(Secret))!], poster, stage.Time),
        };
        await stage.Store.SaveAsync(Some.Incident(), Cancel);

        var row = Assert.ContainsSingle(await stage.Start(channel).NotifyAsync(Some.Id(1), Cancel));

        Assert.AreEqual(DeliveryState.DeadLettered, row.State);
        foreach (var secret in Receiver.Secrets.Append(Secret))
        {
            Assert.DoesNotContain(secret, row.ToString());
        }
    }
}
