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
    private readonly IInvocationHub _invocations;
    private readonly IInvocationHub _findings;
    private readonly IncidentWriter _incidents;
    private readonly PipelineOptions _options;
    private readonly UnreadableEventKeeper? _unreadable;
    private readonly TelemetryDoor _door;
    private readonly FindingsTeller _teller;
    private readonly PartitionRunner<TelemetryRecord, Anomaly>[] _scoring;
    private readonly PartitionRunner<Finding, Incident>[] _alerting;
    private CaughtUp[] _caughtUp;

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
        (_invocations, _findings, _options, _unreadable) = (invocations, findings, options, unreadable);
        if (options.Scoring.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        ModelInUse.Record(detector.Model.Manifest);
        _incidents = new IncidentWriter(store, hints, options.Time, outbox, options.Snapshots?.Reached);
        _door = new TelemetryDoor(invocations, findings, options);
        _teller = new FindingsTeller(findings, options.Clock, options.Snapshots?.Reached);
        _caughtUp = [.. Partitions(findings).Select(_ => new CaughtUp(lastKnownEvent: -1, next: 0))];
        var input = new PartitionInput<TelemetryRecord>(new TelemetryCodec(), record => record.EventTime);
        var findingInput = new PartitionInput<Finding>(new FindingCodec(), finding => finding.Change?.Time ?? finding.Anomaly!.DetectedAt);
        _scoring = [.. Partitions(invocations).Select(p => Runner(invocations, p, input, () => new ScoringFold(detector, options.Scoring, models), "scoring", () => true))];

        // What is held back while it goes through what it knows already has not been written, so it must not be forgotten.
        var alertingOptions = new AlertingOptions();
        _alerting = [.. Partitions(findings).Select(p => Runner(findings, p, findingInput, () => new AlertingFold(alertingOptions), "alerting", () => _caughtUp[p].IsOver))];
    }

    /// <summary>The name of the hub that deliveries go to.</summary>
    internal string InvocationsName => _invocations.Name;

    /// <summary>Whose time counts.</summary>
    internal ClockMode Clock => _options.Clock;

    /// <summary>What the first fold has done, over all partitions; exact after <see cref="DrainAsync"/>.</summary>
    public ScoringCounts Counts => _scoring.Aggregate(default(ScoringCounts), (sum, runner) => sum + ((ScoringFold)runner.Fold).Counts);

    /// <inheritdoc cref="TelemetryDoor.PublishAsync"/>
    public Task PublishAsync(string source, IReadOnlyList<TelemetryRecord> records, DateTimeOffset receivedAt, CancellationToken cancellationToken) =>
        _door.PublishAsync(source, records, receivedAt, cancellationToken);

    /// <inheritdoc cref="TelemetryDoor.ControlAsync"/>
    public Task ControlAsync(Control control, CancellationToken cancellationToken) => _door.ControlAsync(control, cancellationToken);

    /// <inheritdoc cref="TelemetryDoor.TickAsync"/>
    public Task TickAsync(CancellationToken cancellationToken) => _door.TickAsync(cancellationToken);

    /// <inheritdoc cref="TelemetryDoor.CloseClockAsync"/>
    public Task CloseClockAsync(CancellationToken cancellationToken) => _door.CloseClockAsync(cancellationToken);

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
        _teller.Told = await ToldPacks.ReadAsync(_findings, cancellationToken).ConfigureAwait(false);
        await _door.ResumeAsync(cancellationToken).ConfigureAwait(false);
        _caughtUp = [.. _alerting.Select(runner => new CaughtUp(_teller.Told.End(runner.Partition), runner.Next))];
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
        var runs = _scoring.Select(runner => RunOneAsync(runner, (output, token) => TellAsync(runner.Partition, output, token), one))
            .Concat(_alerting.Select(runner => RunOneAsync(runner, (output, token) => SaveAsync(runner.Partition, output, token), one)));
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
                await TellAsync(partition, output, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var runner in _alerting)
        {
            await runner.CatchUpAsync((output, token) => SaveAsync(runner.Partition, output, token), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _door.Dispose();
    }

    private PartitionRunner<TRecord, TOutput> Runner<TRecord, TOutput>(
        IInvocationHub hub, int partition, PartitionInput<TRecord> input, Func<IFold<TRecord, TOutput>> newFold, string name, Func<bool> mayKeep) =>
        _options.Snapshots is { } keeping
            ? new PartitionRunner<TRecord, TOutput>(hub, partition, input, newFold, name, keeping, mayKeep, _unreadable)
            : new PartitionRunner<TRecord, TOutput>(hub, partition, input, newFold, _unreadable);

    private static IEnumerable<int> Partitions(IInvocationHub hub) => Enumerable.Range(0, hub.PartitionCount);

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

    private Task TellAsync(int partition, FoldOutput<Anomaly> output, CancellationToken cancellationToken)
    {
        Reached("folded");
        CountLag(_invocations, partition, output.Clock);
        return _teller.TellAsync(partition, output, cancellationToken);
    }

    private void Reached(string point) => _options.Snapshots?.Reached?.Invoke(point);

    private void CountLag(IInvocationHub hub, int partition, DateTimeOffset clock)
    {
        // Recorded time is not behind the machine's: it has nothing to do with it.
        if (_options.Clock == ClockMode.Wall)
        {
            StreamLag.Record(hub.Name, partition, clock, _options.Time.GetUtcNow());
        }
    }

    private async Task SaveAsync(int partition, FoldOutput<Incident> output, CancellationToken cancellationToken)
    {
        CountLag(_findings, partition, output.Clock);
        foreach (var incident in _caughtUp[partition].Take(output.SequenceNumber, output.Items))
        {
            Reached("incident-due");
            await _incidents.WriteAsync(incident, cancellationToken).ConfigureAwait(false);
        }
    }
}
