using Amqp;
using Amqp.Framing;
using Amqp.Sasl;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>One connection to a namespace, with a token for one hub that is renewed while the connection lives. When anything on it fails, it is given up whole.</summary>
internal sealed class HubConnection : IAsyncDisposable
{
    private const int MaxFrameBytes = 64 * 1024;
    private const uint IdleTimeoutMs = 120_000;

    /// <summary>A token is renewed when so much of its life is over.</summary>
    private const double RenewAt = 0.75;

    private static readonly TimeSpan SoonestRenewal = TimeSpan.FromSeconds(30);
    private static int _containers;

    private readonly Connection _connection;
    private readonly RequestLink _cbs;
    private readonly ITokenSource _tokens;
    private readonly EventHubsEndpoint _endpoint;
    private readonly string _hub;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private RequestLink? _management;
    private Task _renewing = Task.CompletedTask;

    private HubConnection(Connection connection, Session session, EventHubsEndpoint endpoint, string hub, ITokenSource tokens, TimeSpan timeout, TimeProvider time)
    {
        (_connection, Session, _endpoint, _hub, _tokens, _timeout, _time) = (connection, session, endpoint, hub, tokens, timeout, time);
        _cbs = new RequestLink(session, "$cbs");
    }

    /// <summary>The session that links are attached to.</summary>
    public Session Session { get; }

    /// <summary>Whether it can still be used.</summary>
    public bool IsOpen => !_connection.IsClosed && !Session.IsClosed;

    /// <summary>Connects and puts the first token.</summary>
    public static async Task<HubConnection> OpenAsync(
        EventHubsEndpoint endpoint, string hub, ITokenSource tokens, EventHubOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory();
        factory.SASL.Profile = SaslProfile.Anonymous;
        if (options.TrustedIssuers.Count > 0)
        {
            factory.SSL.RemoteCertificateValidationCallback = new ServerTrust(options.TrustedIssuers).Accepts;
        }

        factory.AMQP.HostName = endpoint.Host;
        factory.AMQP.ContainerId = $"anomalywatch-{Environment.ProcessId}-{Interlocked.Increment(ref _containers)}";
        factory.AMQP.MaxFrameSize = MaxFrameBytes;
        factory.AMQP.IdleTimeout = (int)IdleTimeoutMs;
        var connection = await factory.CreateAsync(new Address(endpoint.Host, endpoint.Port, null, null, "/", endpoint.UseTls ? "amqps" : "amqp"))
            .WaitAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        var opened = new HubConnection(connection, new Session(connection), endpoint, hub, tokens, options.StepTimeout, time);
        try
        {
            var expiry = await opened.AuthorizeAsync(cancellationToken).ConfigureAwait(false);
            opened._renewing = opened.RenewAsync(expiry);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Puts a new token; gives until when it holds. Throws <see cref="TokenRefusedException"/>.</summary>
    public async Task<DateTimeOffset> AuthorizeAsync(CancellationToken cancellationToken)
    {
        var token = await _tokens.GetTokenAsync(_endpoint, _hub, cancellationToken).ConfigureAwait(false);
        var properties = new ApplicationProperties
        {
            ["operation"] = "put-token",
            ["type"] = token.Type,
            ["name"] = _tokens.AudienceOf(_endpoint, _hub),
        };
        try
        {
            using var answer = await _cbs.AskAsync(token.Value, properties, _timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (AmqpException exception) when (exception.Error is { } error && (string)error.Condition == "amqp:unauthorized-access")
        {
            throw new TokenRefusedException($"{_endpoint.Host} refuses the token (of type {token.Type}) for the hub '{_hub}': {error.Description}", exception);
        }

        return token.ExpiresAt;
    }

    /// <summary>Asks the management node about the hub, or about one of its partitions.</summary>
    public async Task<Amqp.Types.Map> DescribeAsync(string? partition, CancellationToken cancellationToken)
    {
        _management ??= new RequestLink(Session, "$management");
        var properties = new ApplicationProperties
        {
            ["operation"] = "READ",
            ["type"] = partition is null ? "com.microsoft:eventhub" : "com.microsoft:partition",
            ["name"] = _hub,
        };
        if (partition is not null)
        {
            properties["partition"] = partition;
        }

        using var answer = await _management.AskAsync("[]", properties, _timeout, cancellationToken).ConfigureAwait(false);
        return answer.Body as Amqp.Types.Map ?? throw new AmqpException(new Error("amqp:internal-error") { Description = "The management node's answer is no map." });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _connection.CloseAsync(TimeSpan.FromSeconds(2), null).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AmqpException or TimeoutException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // It is gone; that is all that was wanted.
        }

        _cbs.Dispose();
        _management?.Dispose();
        _stop.Dispose();
    }

    private async Task RenewAsync(DateTimeOffset expiry)
    {
        while (!_stop.IsCancellationRequested)
        {
            var pause = (expiry - _time.GetUtcNow()) * RenewAt;
            await Task.Delay(pause > SoonestRenewal ? pause : SoonestRenewal, _time, _stop.Token).ConfigureAwait(false);
            try
            {
                expiry = await AuthorizeAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception) when (!_stop.IsCancellationRequested && IsOpen)
            {
                // The old token holds for a while: the issuer may be back before its end. What follows from its end is told to whoever uses the link.
                StreamingMeters.Retries.Add(1);
            }
        }
    }
}
