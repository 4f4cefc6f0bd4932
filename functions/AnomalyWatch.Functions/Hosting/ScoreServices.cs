using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>What <see cref="Score"/> and <see cref="Group"/> need: both folds, their states in blobs.</summary>
internal static class ScoreServices
{
    public static async Task AddAsync(IServiceCollection services, Connections connections, CancellationToken cancellationToken)
    {
        var invocations = await connections.HubAsync(HubNames.Invocations, cancellationToken).ConfigureAwait(false);
        var findings = await connections.HubAsync(HubNames.Findings, cancellationToken).ConfigureAwait(false);
        var blobs = new AzureSnapshotBlobs(connections.Blobs(AzureSnapshotBlobs.BoundedRetries()).GetBlobContainerClient(StorageNames.Snapshots));
        var keeping = new SnapshotKeeping(blobs, ClockMode.Wall, connections.Time, connections.Say);

        // The folds tell under names of their own, which every life of theirs shares.
        var options = new PipelineOptions(ClockMode.Wall, Stage.Score.Name, connections.Time, keeping);
        var quarantineOptions = new QuarantineOptions();
        var quarantine = connections.Quarantine(quarantineOptions);
        var gate = new QuarantineGate(quarantine, quarantineOptions, connections.Time);
        var tables = connections.Tables();
        var detector = new Detector(new DetectorOptions(), ScoringModel.Default);
        ModelInUse.Record(detector.Model.Manifest);
        services.AddSingleton(_ => quarantine);
        services.AddSingleton(_ => new HandedOver<TelemetryRecord, Anomaly>(new ScoringRoute(invocations, findings, detector, options, gate.KeepEventAsync)));
        services.AddSingleton(_ => new HandedOver<Finding, Incident>(new AlertingRoute(
            findings,
            new TableIncidentStore(tables),
            options,
            new StorageNotificationQueue(connections.Queues(), connections.Time),
            new TableNotificationOutbox(tables, connections.Time),
            gate.KeepEventAsync)));
        services.AddSingleton<IHostedService, KeptAtTheEnd>();
    }
}
