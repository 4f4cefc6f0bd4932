using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class SlackChannelTests : ChannelContract
{
    // Slack counts characters of each text; in bytes the escapes of JSON come on top.
    private protected override int MaxBytes => 40 * 1024;

    private protected override IChannel Create(SecretUri address, HttpPoster poster) => new SlackChannel("ops", address, poster, Severity.High);
}
