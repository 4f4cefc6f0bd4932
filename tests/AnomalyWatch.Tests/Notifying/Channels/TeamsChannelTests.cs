using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class TeamsChannelTests : ChannelContract
{
    private protected override int MaxBytes => 18 * 1024;

    [TestMethod]
    public async Task A_200_that_reports_429_behind_it_is_tried_again()
    {
        var result = await DeliverAsync((context, _) => context.Response.WriteAsync(
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId ...", context.RequestAborted));

        Assert.AreEqual(DeliveryOutcome.Retry, result.Outcome);
    }

    [TestMethod]
    public async Task The_1_of_the_old_connectors_is_delivered() =>
        Assert.AreEqual(DeliveryResult.Delivered, await DeliverAsync((context, _) => context.Response.WriteAsync("1", context.RequestAborted)));

    private protected override IChannel Create(SecretUri address, HttpPoster poster) => new TeamsChannel("ops", address, poster, Severity.High);
}
