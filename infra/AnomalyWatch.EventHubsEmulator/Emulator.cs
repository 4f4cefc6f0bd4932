using System.Security.Cryptography.X509Certificates;
using AnomalyWatch.EventHubsEmulator.Amqp;
using AnomalyWatch.EventHubsEmulator.Amqp.Links;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;
using AnomalyWatch.EventHubsEmulator.Amqp.Transport;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.EventHubsEmulator;

/// <summary>
/// A local Azure Event Hubs: AMQP 1.0 on loopback with the service's own tokens, partitions, positions and errors, and events that are on the
/// disk when they are acknowledged. Any client of Event Hubs can talk to it through <see cref="ConnectionString"/>.
/// </summary>
public sealed class Emulator : IAsyncDisposable
{
    private readonly IReadOnlyList<HubLog> _logs;
    private readonly SharedAccessRules _rules;
    private readonly AmqpFront _front;

    private WebSocketDoor? _webSockets;

    private Emulator(IReadOnlyList<HubLog> logs, SharedAccessRules rules, AmqpFront front, EmulatorFaults faults, X509Certificate2? certificate)
    {
        _logs = logs;
        _rules = rules;
        _front = front;
        Faults = faults;
        Certificate = certificate;
    }

    /// <summary>The connection string with the right to everything. Without TLS it carries <c>UseDevelopmentEmulator=true</c>, which tells Microsoft's clients not to ask for it.</summary>
    public string ConnectionString => ConnectionStringOf(SharedAccessRules.RootName);

    /// <summary>The connection string with the right to send only.</summary>
    public string SendConnectionString => ConnectionStringOf(SharedAccessRules.SendName);

    /// <summary>The connection string with the right to receive only.</summary>
    public string ListenConnectionString => ConnectionStringOf(SharedAccessRules.ListenName);

    /// <summary>The port listened on.</summary>
    public int Port => _front.Port;

    /// <summary>The port for WebSockets; null where there are none.</summary>
    public int? WebSocketPort => _webSockets?.Port;

    /// <summary>Troubles on demand, for tests.</summary>
    public EmulatorFaults Faults { get; }

    /// <summary>The certificate that clients have to trust; null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The hubs' logs, by the order of the options.</summary>
    public IReadOnlyList<HubLog> Hubs => _logs;

    internal AmqpFront Front => _front;

    internal SharedAccessRules Rules => _rules;

    /// <summary>Opens the logs and begins to listen.</summary>
    /// <exception cref="ArgumentException">The options do not hold.</exception>
    /// <exception cref="IOException">The data folder cannot be used.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static Task<Emulator> StartAsync(EmulatorOptions options, CancellationToken cancellationToken) => StartAsync(options, TimeProvider.System, cancellationToken);

    /// <summary>Opens the logs and begins to listen, by a given clock.</summary>
    public static async Task<Emulator> StartAsync(EmulatorOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var rules = SharedAccessRules.Open(options.DataFolder);
        var certificate = options.Tls ? LocalCertificate.Open(options.DataFolder, time) : null;
        var logs = new List<HubLog>();
        AmqpFront? front = null;
        try
        {
            var hubs = new Dictionary<string, EmulatedHub>(StringComparer.OrdinalIgnoreCase);
            foreach (var hub in options.Hubs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var log = HubLog.Open(hub.Name, hub.Partitions, options.Log with { Folder = options.DataFolder }, time);
                logs.Add(log);
                hubs[hub.Name] = new EmulatedHub(log, hub.ConsumerGroups);
            }

            var faults = new EmulatorFaults();
            front = new AmqpFront(hubs, rules, faults, options, certificate, time);
            var webSockets = options.WebSocketPort is { } port ? await WebSocketDoor.OpenAsync(front, port, certificate, cancellationToken).ConfigureAwait(false) : null;
            return new Emulator(logs, rules, front, faults, certificate) { _webSockets = webSockets };
        }
        catch
        {
            if (front is not null)
            {
                await front.DisposeAsync().ConfigureAwait(false);
            }

            foreach (var log in logs)
            {
                await log.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Closes all connections, then the logs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync().ConfigureAwait(false);
        if (_webSockets is not null)
        {
            await _webSockets.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var log in _logs)
        {
            await log.DisposeAsync().ConfigureAwait(false);
        }

        Certificate?.Dispose();
    }

    private string ConnectionStringOf(string rule) =>
        $"Endpoint=sb://localhost:{Port};SharedAccessKeyName={rule};SharedAccessKey={_rules.Keys[rule]}{(Certificate is null ? ";UseDevelopmentEmulator=true" : string.Empty)};";
}
