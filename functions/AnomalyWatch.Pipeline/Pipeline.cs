using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// The route on one page: records go to the hub <c>invocations</c> by function, the first fold turns them into anomalies on the hub
/// <c>findings</c> by account, the second fold turns those into incidents in the store, and a hint to the notifier follows each.
/// </summary>
public sealed class InvocationPipeline : IDisposable
{
    private readonly IInvocationHub _findings;
    private readonly ScoringRoute _first;
    private readonly AlertingRoute _second;
    private readonly PartitionRunner<TelemetryRecord, Anomaly>[] _scoring;
    private readonly PartitionRunner<Finding, Incident>[] _alerting;

    /// <summary>
    /// Joins the rooms over two hubs. <paramref name="hints"/> and <paramref name="outbox"/> are null where nobody is to be told; <paramref name="unreadable"/> is
    /// given every event that a partition cannot read, wholly or in part. Throws <see cref="ArgumentException"/> where the first fold's settings are wrong.
    /// </summary>
    public InvocationPipeline(
        IInvocationHub invocations,
        IInvocationHub findings,
        IIncidentStore store,
        Detector detector,
        PipelineOptions options,
        INotificationQueue? hints = null,
        INotificationOutbox? outbox = null,
        UnreadableEventKeeper? unreadable = null,
        ModelShelf? models = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        _findings = findings;
        ModelInUse.Record(detector.Model.Manifest);
        Door = new TelemetryDoor(invocations, findings, options);
        _first = new ScoringRoute(invocations, findings, detector, options, unreadable, models);
        _second = new AlertingRoute(findings, store, options, hints, outbox, unreadable);
        _scoring = [.. Enumerable.Range(0, invocations.PartitionCount).Select(_first.NewRunner)];
        _alerting = [.. Enumerable.Range(0, findings.PartitionCount).Select(_second.NewRunner)];
    }

    /// <summary>The way in.</summary>
    public TelemetryDoor Door { get; }

    /// <summary>What the first fold has done, over all partitions; exact after <see cref="DrainAsync"/>.</summary>
    public ScoringCounts Counts => _scoring.Aggregate(default(ScoringCounts), (sum, runner) => sum + ((ScoringFold)runner.Fold).Counts);

    /// <inheritdoc cref="TelemetryDoor.PublishAsync"/>
    public Task PublishAsync(string source, IReadOnlyList<TelemetryRecord> records, DateTimeOffset receivedAt, CancellationToken cancellationToken) =>
        Door.PublishAsync(source, records, receivedAt, cancellationToken);

    /// <inheritdoc cref="TelemetryDoor.ControlAsync"/>
    public Task ControlAsync(Control control, CancellationToken cancellationToken) => Door.ControlAsync(control, cancellationToken);

    /// <inheritdoc cref="TelemetryDoor.TickAsync"/>
    public Task TickAsync(CancellationToken cancellationToken) => Door.TickAsync(cancellationToken);

    /// <inheritdoc cref="TelemetryDoor.CloseClockAsync"/>
    public Task CloseClockAsync(CancellationToken cancellationToken) => Door.CloseClockAsync(cancellationToken);

    /// <summary>
    /// Takes over what an earlier life has kept, before anything is published or followed. What came after that the folds go through again, but
    /// nothing of it is told twice.
    /// </summary>
    /// <exception cref="SnapshotRefusedException">What was kept belongs to another number of partitions or another kind of clock.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll([
            .. _scoring.Select(runner => Task.Run(() => runner.RestoreAsync(cancellationToken), cancellationToken)),
            .. _alerting.Select(runner => Task.Run(() => runner.RestoreAsync(cancellationToken), cancellationToken))]).ConfigureAwait(false);
        Restored = _scoring.Count(runner => runner.Next > 0) + _alerting.Count(runner => runner.Next > 0);
        _first.Told = await ToldPacks.ReadAsync(_findings, cancellationToken).ConfigureAwait(false);
        await Door.ResumeAsync(cancellationToken).ConfigureAwait(false);
        foreach (var runner in _alerting)
        {
            _second.Begin(runner, _first.Told.End(runner.Partition));
        }
    }

    /// <summary>How many partitions of both folds go on from a state that was kept; known after <see cref="ResumeAsync"/>.</summary>
    public int Restored { get; private set; }

    /// <summary>Keeps the states of both folds as they are now; to be called when nothing is followed any more.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll([
            .. _scoring.Select(runner => runner.KeepAsync(cancellationToken)),
            .. _alerting.Select(runner => runner.KeepAsync(cancellationToken))]).ConfigureAwait(false);
    }

    /// <summary>Follows both hubs until cancelled. An exception is a failure of the hub that its own retries could not mend.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var one = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var runs = _scoring.Select(runner => RunOneAsync(runner, (output, token) => _first.DeliverAsync(runner.Partition, output, token), one))
            .Concat(_alerting.Select(runner => RunOneAsync(runner, (output, token) => _second.DeliverAsync(runner.Partition, output, token), one)));
        await Task.WhenAll(runs).ConfigureAwait(false);
    }

    /// <summary>
    /// Leads everything sent so far through both folds and into the store. Partitions of the first fold know nothing of each other and run at
    /// once; what they found is told in their order, so that the log of findings is the same every time.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(_scoring.Select(runner => Task.Run(() => CatchUpAsync(runner, cancellationToken), cancellationToken))).ConfigureAwait(false);
        foreach (var (partition, outputs) in found.Index())
        {
            foreach (var output in outputs)
            {
                await _first.DeliverAsync(partition, output, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var runner in _alerting)
        {
            await runner.CatchUpAsync((output, token) => _second.DeliverAsync(runner.Partition, output, token), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Door.Dispose();
    }

    /// <summary>Where one partition cannot go on, none does: a half-watched cloud looks calm.</summary>
    private static async Task RunOneAsync<TRecord, TOutput>(
        PartitionRunner<TRecord, TOutput> runner, Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationTokenSource all)
    {
        try
        {
            await Task.Run(() => runner.RunAsync(deliver, all.Token), all.Token).ConfigureAwait(false);
        }
        finally
        {
            await all.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task<List<FoldOutput<Anomaly>>> CatchUpAsync(
        PartitionRunner<TelemetryRecord, Anomaly> runner, CancellationToken cancellationToken)
    {
        var outputs = new List<FoldOutput<Anomaly>>();
        await runner.CatchUpAsync(
            (output, _) =>
            {
                if (output.Items.Count > 0 || output.Mark != PackMark.Records)
                {
                    outputs.Add(output with { Items = [.. output.Items] });
                }

                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return outputs;
    }
}
