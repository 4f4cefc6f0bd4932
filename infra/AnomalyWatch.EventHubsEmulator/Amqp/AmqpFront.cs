using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Listener;
using AnomalyWatch.EventHubsEmulator.Amqp.Links;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;
using AnomalyWatch.EventHubsEmulator.Amqp.Transport;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>The AMQP side of the emulator: it listens on loopback, holds the connections and looks after them once a second.</summary>
internal sealed class AmqpFront : IAsyncDisposable
{
    private const int IdleTimeoutMilliseconds = 240_000;
    private const int LinksPerSession = 256;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<FrontConnection, bool> _connections = new();
    private readonly ConcurrentDictionary<Connection, FrontConnection> _byConnection = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SharedAccessRules _rules;
    private readonly EmulatorFaults _faults;
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _time;
    private readonly SocketTransportProvider _provider;
    private readonly ConnectionListener _listener;
    private readonly Task _sweeping;

    /// <summary>Begins to listen.</summary>
    public AmqpFront(
        IReadOnlyDictionary<string, EmulatedHub> hubs, SharedAccessRules rules, EmulatorFaults faults, EmulatorOptions options, X509Certificate2? certificate, TimeProvider time)
    {
        _rules = rules;
        _faults = faults;
        _limits = options.Limits;
        _time = time;
        _provider = new SocketTransportProvider(options.Port, certificate, _limits, () => _connections.Count, ShakeAsync, time);
        var container = new FrontContainer(hubs, new TokenCheck(rules, options.CheckJwt), faults, _limits, connection => _byConnection[connection], time);
        container.CustomTransports[SocketTransportProvider.Scheme] = _provider;
        _listener = new ConnectionListener(new Address("localhost", Port, null, null, "/", SocketTransportProvider.Scheme), container);
        _listener.AMQP.MaxFrameSize = BoundedTransport.MaxFrameBytes;
        _listener.AMQP.IdleTimeout = IdleTimeoutMilliseconds;
        _listener.AMQP.MaxLinksPerSession = LinksPerSession;
        _listener.AMQP.ContainerId = "anomalywatch-eventhubs";
        var handler = new FrontHandler();
        _listener.HandlerFactory = _ => handler;
        _listener.Open();
        faults.Attach(DropConnections, DetachLinks, ExpireTokens);
        _sweeping = SweepAsync();
    }

    /// <summary>Brings a stream from elsewhere, a WebSocket for one, to the front.</summary>
    /// <exception cref="InvalidOperationException">There are as many connections as are held at once.</exception>
    public Task<BoundedTransport> TakeAsync(Stream stream, Action abort) => _connections.Count < _limits.Connections
        ? _provider.TakeAsync(stream, abort)
        : throw new InvalidOperationException("There are as many connections as are held at once.");

    /// <summary>The port listened on.</summary>
    public int Port => _provider.Port;

    /// <summary>How many connections are open.</summary>
    public int ConnectionCount => _connections.Count;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Close();
        await _sweeping.ConfigureAwait(false);
        DropConnections();
    }

    private int DropConnections()
    {
        var dropped = _connections.Keys.ToArray();
        foreach (var connection in dropped)
        {
            connection.Abort();
        }

        return dropped.Length;
    }

    private int DetachLinks() => _connections.Keys.Sum(connection => connection.DetachAll());

    private void ExpireTokens()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Claims.Expire();
            connection.DetachExpired();
        }
    }

    private async Task<BoundedTransport> ShakeAsync(Stream stream, Action abort, CancellationToken cancellationToken)
    {
        var rule = await new SaslHandshake(stream, _rules).RunAsync(cancellationToken).ConfigureAwait(false);
        var claims = new ConnectionClaims(_time);
        if (rule is not null)
        {
            claims.Add(string.Empty, new AccessClaim(string.Empty, rule.Rights, DateTimeOffset.MaxValue));
        }

        var connection = new FrontConnection(claims, _faults, abort, Forget, made => _byConnection[made.Connection!] = made);
        var transport = new BoundedTransport(stream, SaslHandshake.AmqpHeader, connection, _time);
        connection.Transport = transport;
        _connections[connection] = true;
        return transport;
    }

    private void Forget(FrontConnection connection)
    {
        _connections.TryRemove(connection, out _);
        if (connection.Connection is { } known)
        {
            _byConnection.TryRemove(known, out _);
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                foreach (var connection in _connections.Keys)
                {
                    connection.DetachExpired();
                    if (connection.Transport!.IsOverdue(_limits))
                    {
                        connection.Abort();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The front is stopping.
        }
    }
}
