using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using AnomalyWatch.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>What <see cref="IngestHttp"/>, <see cref="IngestAzureLogs"/> and <see cref="Tick"/> need.</summary>
internal static class IngestServices
{
    public static async Task AddAsync(IServiceCollection services, AppSettings settings, Connections connections, CancellationToken cancellationToken)
    {
        var door = await connections.DoorAsync(settings.Stage, cancellationToken).ConfigureAwait(false);
        var options = new QuarantineOptions();
        var quarantine = connections.Quarantine(options);
        var intake = new DeliveryIntake(door, new QuarantineGate(quarantine, options, connections.Time));
        var site = new SendersSite { Intake = intake, Clock = ClockMode.Wall };
        services.AddSingleton(_ => door);
        services.AddSingleton(_ => quarantine);
        services.AddSingleton(_ => FunctionSite<SendersSite>.Of(settings, connections, site.Limits, (routes, _) => site.Map(routes), incidents: null));

        var logs = await connections.Hub(SettingNames.AzureLogs, HubNames.AzureLogs, cancellationToken).ConfigureAwait(false);
        var blobs = new AzureSnapshotBlobs(connections.Blobs(AzureSnapshotBlobs.BoundedRetries()).GetBlobContainerClient(StorageNames.Positions));
        var positions = new HubPositions(blobs, $"{settings[SettingNames.HostOf(SettingNames.AzureLogs)]}-{HubNames.AzureLogs}");
        services.AddSingleton(new AzureLogsIntake(logs, door, intake, positions, connections.Time, connections.Say));
    }
}
