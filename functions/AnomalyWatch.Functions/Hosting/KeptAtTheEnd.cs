using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using Microsoft.Extensions.Hosting;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>Keeps the states of both folds when the platform takes the instance away, so that the next owner of a partition has little to go through again.</summary>
internal sealed class KeptAtTheEnd(HandedOver<TelemetryRecord, Anomaly> scoring, HandedOver<Finding, Incident> alerting) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(scoring.KeepAsync(cancellationToken), alerting.KeepAsync(cancellationToken));
}
