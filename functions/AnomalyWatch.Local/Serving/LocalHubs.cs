using System.Net.Sockets;
using System.Security.Authentication;
using Amqp;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.EventHubsEmulator.Log;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;
using Azure.Identity;

namespace AnomalyWatch.Local.Serving;

/// <summary>The two hubs, over AMQP: those of a local Event Hubs that is started here with its events on the disk, or those of a namespace elsewhere.</summary>
internal sealed class LocalHubs : IAsyncDisposable
{
    private const string InvocationsName = HubNames.Invocations;
    private const string FindingsName = HubNames.Findings;
    private const int InvocationPartitions = 8;
    private const int FindingPartitions = 4;

    // A start goes through all that is kept, so what is kept is bounded.
    private static readonly PartitionLogOptions Log = new() { SegmentBytes = 16L << 20, RetainedBytes = 128L << 20, MemoryBytes = PartitionLogOptions.SmallestMemoryBytes };

    private readonly Emulator? _emulator;
    private readonly EventHub _invocations;
    private readonly EventHub _findings;

    private LocalHubs(Emulator? emulator, EventHub invocations, EventHub findings, CountedHub countedInvocations, CountedHub countedFindings)
    {
        (_emulator, _invocations, _findings) = (emulator, invocations, findings);
        (Invocations, Findings) = (countedInvocations, countedFindings);
    }

    /// <summary>The hub that the door writes to.</summary>
    public CountedHub Invocations { get; }

    /// <summary>The hub between the two folds.</summary>
    public CountedHub Findings { get; }

    /// <summary>Opens both hubs. Throws <see cref="LocalServerException"/> with what to do.</summary>
    public static async Task<LocalHubs> OpenAsync(LocalOptions options, string dataFolder, CancellationToken cancellationToken)
    {
        var emulator = options.EventHubs == LocalOptions.AutoStorage ? await StartAsync(Path.Combine(dataFolder, "eventhubs"), cancellationToken).ConfigureAwait(false) : null;
        EventHub? invocations = null;
        EventHub? findings = null;
        try
        {
            var connection = EventHubsConnectionString.Parse(emulator?.ConnectionString ?? options.EventHubs);
            var tokens = TokensOf(connection);
            invocations = await ConnectAsync(connection, tokens, InvocationsName, cancellationToken).ConfigureAwait(false);
            findings = await ConnectAsync(connection, tokens, FindingsName, cancellationToken).ConfigureAwait(false);
            return new LocalHubs(
                emulator,
                invocations,
                findings,
                await CountedHub.OpenAsync(invocations, cancellationToken).ConfigureAwait(false),
                await CountedHub.OpenAsync(findings, cancellationToken).ConfigureAwait(false));
        }
        catch (AuthenticationFailedException exception)
        {
            await CloseAsync(emulator, invocations, findings).ConfigureAwait(false);
            throw new LocalServerException($"eventhubs: there is no key, and Microsoft Entra ID knows no identity here: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or TokenRefusedException or AmqpException or AuthenticationException or TimeoutException or SocketException or IOException)
        {
            await CloseAsync(emulator, invocations, findings).ConfigureAwait(false);
            throw new LocalServerException($"eventhubs: the hubs '{InvocationsName}' and '{FindingsName}' cannot be reached: {exception.Message}", exception);
        }
        catch
        {
            await CloseAsync(emulator, invocations, findings).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync(_emulator, _invocations, _findings).ConfigureAwait(false);

    /// <summary>By the key where there is one; else by the identity of this machine or of whoever has signed in on it.</summary>
    public static ITokenSource TokensOf(EventHubsConnectionString connection) =>
        connection.HasKey ? new SharedAccessTokenSource(connection, TimeProvider.System) : new EntraTokenSource(new DefaultAzureCredential());

    private static async Task<Emulator> StartAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await Emulator.StartAsync(
                new EmulatorOptions
                {
                    Port = 0,
                    Hubs = [new HubOptions(InvocationsName, InvocationPartitions), new HubOptions(FindingsName, FindingPartitions)],
                    DataFolder = folder,
                    Log = Log,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or SocketException)
        {
            throw new LocalServerException($"The local Event Hubs cannot be started in {folder}: {exception.Message}", exception);
        }
    }

    private static Task<EventHub> ConnectAsync(EventHubsConnectionString connection, ITokenSource tokens, string hub, CancellationToken cancellationToken) =>
        EventHub.ConnectAsync(connection.Endpoint, hub, tokens, new EventHubOptions(), TimeProvider.System, cancellationToken);

    private static async Task CloseAsync(Emulator? emulator, EventHub? invocations, EventHub? findings)
    {
        foreach (var closing in new IAsyncDisposable?[] { invocations, findings, emulator })
        {
            if (closing is not null)
            {
                await closing.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
