using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>Microsoft Teams, through the webhook of a Workflow ("when a Teams webhook request is received"). A 202 means accepted; that it was posted nobody tells us.</summary>
public sealed class TeamsChannel(string name, SecretUri address, HttpPoster poster, Severity minSeverity = Severity.Low) : IChannel
{
    // What the old connectors, and gateways in front of them, answered with status 200: "... returned HTTP error 429 ...".
    private static readonly byte[] HiddenThrottling = "HTTP error 429"u8.ToArray();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Severity MinSeverity => minSeverity;

    /// <inheritdoc/>
    /// <remarks>The published figures are the old connectors' (60 in 30 s, 100 an hour); Workflows' own are not published, so stay well below.</remarks>
    public SendRate Rate { get; } = new(TimeSpan.FromSeconds(2), PerHour: 60);

    /// <summary>The channel of the file's settings; null where the address is at fault.</summary>
    internal static TeamsChannel? From(ChannelSettings settings, HttpPoster poster, TimeProvider time)
    {
        settings.Unused("secrets", "secretEnv", "secretFile");
        var minSeverity = settings.MinSeverity();
        return settings.Url() is { } address ? new TeamsChannel(settings.Name, address, poster, minSeverity) : null;
    }

    /// <inheritdoc/>
    public Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return poster.PostAsync(address, TeamsCard.Write(notification), [], Judge, cancellationToken);
    }

    private static DeliveryResult? Judge(ReadOnlyMemory<byte> answer) => answer.Span.IndexOf(HiddenThrottling) < 0
        ? null
        : new DeliveryResult(DeliveryOutcome.Retry, null, "HTTP 200, but Teams reports error 429 behind it.");
}
