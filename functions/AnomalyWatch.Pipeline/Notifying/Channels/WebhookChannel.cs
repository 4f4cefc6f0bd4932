using System.Globalization;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>Any program, by a signed webhook after Standard Webhooks 1.0. The dedup key is the header <c>webhook-id</c>.</summary>
public sealed class WebhookChannel : IChannel
{
    private readonly SecretUri _address;
    private readonly IReadOnlyList<WebhookSecret> _secrets;
    private readonly HttpPoster _poster;
    private readonly TimeProvider _time;

    /// <summary>Signs with every secret given (at least one). <paramref name="time"/> stamps each attempt.</summary>
    public WebhookChannel(
        string name, SecretUri address, IReadOnlyList<WebhookSecret> secrets, HttpPoster poster, TimeProvider time, Severity minSeverity = Severity.Low)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentOutOfRangeException.ThrowIfLessThan(secrets.Count, 1);
        (Name, MinSeverity, _address, _secrets, _poster, _time) = (name, minSeverity, address, secrets, poster, time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Severity MinSeverity { get; }

    /// <inheritdoc/>
    public SendRate Rate { get; } = new(TimeSpan.FromMilliseconds(50));

    /// <summary>The channel of the file's settings; null where the address or the secrets are at fault.</summary>
    internal static WebhookChannel? From(ChannelSettings settings, HttpPoster poster, TimeProvider time)
    {
        var minSeverity = settings.MinSeverity();
        var secrets = settings.Secrets();
        return settings.Url() is { } address && secrets.Count > 0 ? new WebhookChannel(settings.Name, address, secrets, poster, time, minSeverity) : null;
    }

    /// <inheritdoc/>
    public Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var body = WebhookBody.Write(notification);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        KeyValuePair<string, string>[] headers =
        [
            new("webhook-id", notification.Id),
            new("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
            new("webhook-signature", WebhookSignature.Of(notification.Id, timestamp, body, _secrets)),
        ];
        return _poster.PostAsync(_address, body, headers, judge: null, cancellationToken);
    }
}
