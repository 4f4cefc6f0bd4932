using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>The second fold's part of the route: from the hub <c>findings</c> through the fold into the store, with a hint to the notifier behind it.</summary>
public sealed class AlertingRoute : IFoldRoute<Finding, Incident>
{
    private readonly PipelineOptions _options;
    private readonly UnreadableEventKeeper? _unreadable;
    private readonly IncidentWriter _incidents;
    private readonly PartitionInput<Finding> _input = new(new FindingCodec(), finding => finding.Change?.Time ?? finding.Anomaly!.DetectedAt);
    private readonly AlertingOptions _alerting = new();
    private readonly CaughtUp[] _caughtUp;

    /// <summary>Joins the parts; <paramref name="hints"/> and <paramref name="outbox"/> are null where nobody is to be told.</summary>
    public AlertingRoute(
        IInvocationHub findings, IIncidentStore store, PipelineOptions options, INotificationQueue? hints = null, INotificationOutbox? outbox = null, UnreadableEventKeeper? unreadable = null)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(options);
        (Hub, _options, _unreadable) = (findings, options, unreadable);
        _incidents = new IncidentWriter(store, hints, options.Time, outbox, options.Snapshots?.Reached);
        _caughtUp = [.. Enumerable.Range(0, findings.PartitionCount).Select(_ => new CaughtUp(lastKnownEvent: -1, next: 0))];
    }

    /// <inheritdoc/>
    public IInvocationHub Hub { get; }

    /// <inheritdoc/>
    /// <remarks>What is held back while it goes through what it knows already has not been written, so it must not be forgotten.</remarks>
    public PartitionRunner<Finding, Incident> NewRunner(int partition) =>
        _options.NewRunner(Hub, partition, _input, () => new AlertingFold(_alerting), "alerting", () => _caughtUp[partition].IsOver, _unreadable);

    /// <inheritdoc/>
    public async Task BeginAsync(PartitionRunner<Finding, Incident> runner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runner);
        Begin(runner, await Hub.GetLastSequenceNumberAsync(runner.Partition, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>As <see cref="BeginAsync"/>, where the last event that is there is known.</summary>
    internal void Begin(PartitionRunner<Finding, Incident> runner, long lastKnownEvent) => _caughtUp[runner.Partition] = new CaughtUp(lastKnownEvent, runner.Next);

    /// <inheritdoc/>
    public async Task DeliverAsync(int partition, FoldOutput<Incident> output, CancellationToken cancellationToken)
    {
        _options.CountLag(Hub, partition, output.Clock);
        foreach (var incident in _caughtUp[partition].Take(output.SequenceNumber, output.Items))
        {
            _options.Snapshots?.Reached?.Invoke("incident-due");
            await _incidents.WriteAsync(incident, cancellationToken).ConfigureAwait(false);
        }
    }
}
