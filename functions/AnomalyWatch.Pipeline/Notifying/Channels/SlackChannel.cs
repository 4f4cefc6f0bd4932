using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>Slack, through an incoming webhook.</summary>
public sealed class SlackChannel(string name, SecretUri address, HttpPoster poster, Severity minSeverity = Severity.Low) : IChannel
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Severity MinSeverity => minSeverity;

    /// <inheritdoc/>
    /// <remarks>docs.slack.dev, "Rate limits": one message a second for each webhook.</remarks>
    public SendRate Rate { get; } = new(TimeSpan.FromSeconds(1));

    /// <summary>The channel of the file's settings; null where the address is at fault.</summary>
    internal static SlackChannel? From(ChannelSettings settings, HttpPoster poster, TimeProvider time)
    {
        settings.Unused("secrets", "secretEnv", "secretFile");
        var minSeverity = settings.MinSeverity();
        return settings.Url() is { } address ? new SlackChannel(settings.Name, address, poster, minSeverity) : null;
    }

    /// <inheritdoc/>
    public Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return poster.PostAsync(address, SlackMessage.Write(notification), [], judge: null, cancellationToken);
    }
}
