using System.Net.Sockets;
using System.Security.Authentication;
using Amqp;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using Azure.Identity;

namespace AnomalyWatch.Local.Serving;

/// <summary>Reads the hub that Azure's diagnostic settings write to, all its partitions at once.</summary>
internal sealed class LocalAzureLogs : IAsyncDisposable
{
    private readonly EventHub _hub;
    private readonly AzureLogsIntake _logs;

    private LocalAzureLogs(EventHub hub, AzureLogsIntake logs) => (_hub, _logs) = (hub, logs);

    /// <summary>Connects; null where there is no such hub to read. Throws <see cref="LocalServerException"/> with what to do.</summary>
    public static async Task<LocalAzureLogs?> OpenAsync(
        LocalOptions options, TelemetryDoor door, DeliveryIntake intake, ISnapshotBlobs blobs, Action<string> say, CancellationToken cancellationToken)
    {
        if (options.AzureLogs is not { } text)
        {
            return null;
        }

        var connection = EventHubsConnectionString.Parse(text);
        var name = connection.Hub ?? HubNames.AzureLogs;
        try
        {
            var hub = await EventHub.ConnectAsync(
                connection.Endpoint, name, LocalHubs.TokensOf(connection), new EventHubOptions(), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            say($"Azure's logs: {hub.PartitionCount} partitions of the hub '{name}' at {connection.Endpoint.Host}");
            var positions = new HubPositions(blobs, $"{LocalSnapshots.IdOf(text)}-{name}");
            return new LocalAzureLogs(hub, new AzureLogsIntake(hub, door, intake, positions, TimeProvider.System, say));
        }
        catch (Exception exception) when (exception is AuthenticationFailedException or FormatException or TokenRefusedException or AmqpException or AuthenticationException or TimeoutException or SocketException or IOException)
        {
            throw new LocalServerException($"azure-logs: the hub '{name}' cannot be reached: {exception.Message}", exception);
        }
    }

    /// <summary>Follows all partitions until cancelled, and keeps how far each has come in the end.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, _hub.PartitionCount).Select(partition => FollowAsync(partition, cancellationToken)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task FollowAsync(int partition, CancellationToken cancellationToken)
    {
        try
        {
            await _logs.FollowAsync(partition, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            using var patience = new CancellationTokenSource(AzureLogsIntake.KeepEvery);
            await _logs.KeepAsync(partition, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
