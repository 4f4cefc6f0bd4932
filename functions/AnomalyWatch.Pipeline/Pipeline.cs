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
    /// <summary>Packs of one event of the first fold are numbered within this many.</summary>
    private const long PacksPerEvent = 64;

    private readonly IInvocationHub _invocations;
    private readonly IInvocationHub _findings;
    private readonly IncidentWriter _incidents;
    private readonly PipelineOptions _options;
    private readonly UnreadableEventKeeper? _unreadable;
    private readonly BatchingPublisher<TelemetryRecord> _door;
    private readonly BatchingPublisher<Finding> _changes;
    private readonly FindingCodec _findingCodec = new();
    private readonly PartitionRunner<TelemetryRecord, Anomaly>[] _scoring;
    private readonly PartitionRunner<Finding, Incident>[] _alerting;
    private ToldPacks _told;
    private CaughtUp[] _caughtUp;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _minute = DateTimeOffset.MinValue;
    // The begin of the newest window that a record belongs to.
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>
    /// Joins the rooms over two hubs. <paramref name="hints"/> and <paramref name="outbox"/> are null where nobody is to be told; <paramref name="unreadable"/> is
    /// given every event that a partition cannot read, wholly or in part.
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
        _incidents = new IncidentWriter(store, hints, options.Time, outbox, options.Snapshots?.Reached);
        _told = ToldPacks.None(findings);
        _caughtUp = [.. Partitions(findings).Select(_ => new CaughtUp(lastKnownEvent: -1, next: 0))];
        var telemetry = new TelemetryCodec();
        _door = new BatchingPublisher<TelemetryRecord>(invocations, telemetry, options.Producer, new BatchingOptions(), options.Time);
        _changes = new BatchingPublisher<Finding>(findings, _findingCodec, options.Producer, new BatchingOptions(), options.Time);
        var input = new PartitionInput<TelemetryRecord>(telemetry, record => record.EventTime);
        var findingInput = new PartitionInput<Finding>(_findingCodec, finding => finding.Change?.Time ?? finding.Anomaly!.DetectedAt);
        var scoringOptions = new ScoringOptions();
        _scoring = [.. Partitions(invocations).Select(p => Runner(invocations, p, input, () => new ScoringFold(detector, scoringOptions, models), "scoring", () => true))];

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

    /// <summary>
    /// Takes in the records of one delivery, in their order. On recorded time each is its own clock, and a tick goes before the first that
    /// crosses a minute; else <paramref name="receivedAt"/> is the clock of all. Returns when the log has them; an exception means that
    /// nobody knows which of them it has.
    /// </summary>
    public async Task PublishAsync(string source, IReadOnlyList<TelemetryRecord> records, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (_options.Clock == ClockMode.Wall)
        {
            await SendAsync(source, records, 0, records.Count, receivedAt, cancellationToken).ConfigureAwait(false);
            return;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await PublishRecordedAsync(source, records, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Sends a control event into every partition, behind everything published before. On recorded time its own time is its clock. Returns when
    /// all logs have it; an exception means that nobody knows which of them have.
    /// </summary>
    public async Task ControlAsync(Control control, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(control);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_options.Clock == ClockMode.Record)
            {
                await PassMinuteAsync(control.Time, cancellationToken).ConfigureAwait(false);
            }

            DateTimeOffset? clock = _options.Clock == ClockMode.Record ? null : _options.Time.GetUtcNow();
            TelemetryRecord[] record = [new(control)];
            await Task.WhenAll(Partitions(_invocations).Select(
                partition => _door.PublishAsync(partition, "control", clock, _options.Clock, record, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says on the machine's clock that time has passed, so that silence can be noticed. Nothing on recorded time.</summary>
    public Task TickAsync(CancellationToken cancellationToken) => _options.Clock == ClockMode.Wall
        ? _door.MarkAsync("clock", _options.Time.GetUtcNow(), ClockMode.Wall, PackMark.Tick, cancellationToken)
        : Task.CompletedTask;

    /// <summary>Says on recorded time that the input has ended, so that the last minutes are judged. Nothing where there was no input, or on the machine's clock.</summary>
    public async Task CloseClockAsync(CancellationToken cancellationToken)
    {
        if (_newest > DateTimeOffset.MinValue)
        {
            await _door.MarkAsync("clock", _newest + WindowTime.Length, ClockMode.Record, PackMark.Close, cancellationToken).ConfigureAwait(false);
        }
    }

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
        _told = await ToldPacks.ReadAsync(_findings, cancellationToken).ConfigureAwait(false);
        _newest = _options.Clock == ClockMode.Record ? await RecordedEnd.FindAsync(_invocations, cancellationToken).ConfigureAwait(false) : _newest;
        _caughtUp = [.. _alerting.Select(runner => new CaughtUp(_told.End(runner.Partition), runner.Next))];
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
        var runs = _scoring.Select(runner => RunOneAsync(runner, (output, token) => TellFindingsAsync(runner.Partition, output, token), one))
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
                await TellFindingsAsync(partition, output, cancellationToken).ConfigureAwait(false);
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
        _changes.Dispose();
        _turn.Dispose();
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

    private async Task PublishRecordedAsync(string source, IReadOnlyList<TelemetryRecord> records, CancellationToken cancellationToken)
    {
        var sent = 0;
        for (var i = 0; i < records.Count; i++)
        {
            var time = records[i].EventTime;
            if (WindowTime.Floor(time) > _minute)
            {
                await SendAsync(source, records, sent, i, clock: null, cancellationToken).ConfigureAwait(false);
                sent = i;
                await PassMinuteAsync(time, cancellationToken).ConfigureAwait(false);
            }

            var window = WindowTime.Of(records[i]);
            _newest = window > _newest ? window : _newest;
        }

        await SendAsync(source, records, sent, records.Count, clock: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a tick before the first record of a new minute of recorded time.</summary>
    private async Task PassMinuteAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        if (WindowTime.Floor(time) > _minute)
        {
            _minute = WindowTime.Floor(time);
            await _door.MarkAsync("clock", _minute, ClockMode.Record, PackMark.Tick, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(
        string source, IReadOnlyList<TelemetryRecord> records, int from, int to, DateTimeOffset? clock, CancellationToken cancellationToken)
    {
        // By place, since a replay sends every record through here and a record is large.
        var parts = new List<int>?[_invocations.PartitionCount];
        List<Finding>? changes = null;
        for (var i = from; i < to; i++)
        {
            var record = records[i];
            (parts[PartitionHash.PartitionOf(record.Function, parts.Length)] ??= []).Add(i);
            if (record.Change is { } change)
            {
                (changes ??= []).Add(new Finding(change));
            }
        }

        // All at once, since on the machine's clock each waits for its pack to fill.
        var sends = new List<Task>();
        for (var partition = 0; partition < parts.Length; partition++)
        {
            if (parts[partition] is { } part)
            {
                var picked = new PickedRecords<TelemetryRecord>(records, part);
                sends.Add(_door.PublishAsync(partition, source, clock, _options.Clock, picked, cancellationToken));
            }
        }

        foreach (var group in (changes ?? []).GroupBy(finding => PartitionHash.PartitionOf(finding.Account, _findings.PartitionCount)))
        {
            sends.Add(_changes.PublishAsync(group.Key, source, clock, _options.Clock, [.. group], cancellationToken));
        }

        await Task.WhenAll(sends).ConfigureAwait(false);
    }

    /// <summary>Packs are numbered by the event they follow from, so that a replay of the first fold sends the same packs and the second drops them.</summary>
    private async Task TellFindingsAsync(int partition, FoldOutput<Anomaly> output, CancellationToken cancellationToken)
    {
        Reached("folded");
        var scorer = $"scoring/{partition}";
        // A pack of records ends anywhere within a minute, a tick always at the same place: the second fold's clock must not depend on where packs were cut.
        var clock = output.Mark == PackMark.Records ? WindowTime.Floor(output.Clock) : output.Clock;
        var groups = output.Items.Select(anomaly => new Finding(anomaly))
            .GroupBy(finding => PartitionHash.PartitionOf(finding.Account, _findings.PartitionCount));
        foreach (var group in groups)
        {
            var number = output.SequenceNumber * PacksPerEvent;
            foreach (var chunk in group.Chunk(100))
            {
                var header = new PackHeader(scorer, scorer, number, clock, _options.Clock);
                number += await SendAsync(group.Key, header, chunk, cancellationToken).ConfigureAwait(false);
            }
        }

        if (output.Mark != PackMark.Records)
        {
            var last = (output.SequenceNumber * PacksPerEvent) + PacksPerEvent - 1;
            var header = new PackHeader(scorer, scorer, last, clock, _options.Clock, output.Mark);
            foreach (var target in Partitions(_findings))
            {
                await SendAsync(target, header, [], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives how many packs it took.</summary>
    private async Task<int> SendAsync(int partition, PackHeader header, IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        var pack = new PackWriter<Finding>(_findingCodec);
        foreach (var finding in findings)
        {
            pack.Add(finding, header.Clock);
        }

        var bodies = pack.TakeBodies(header);
        foreach (var (i, body) in bodies.Index())
        {
            if (!_told.Has(partition, header.Producer, header.Sequence + i))
            {
                await _findings.SendAsync(partition, body, cancellationToken).ConfigureAwait(false);
                Reached("finding-sent");
            }
        }

        return bodies.Count;
    }


    private void Reached(string point) => _options.Snapshots?.Reached?.Invoke(point);

    private async Task SaveAsync(int partition, FoldOutput<Incident> output, CancellationToken cancellationToken)
    {
        foreach (var incident in _caughtUp[partition].Take(output.SequenceNumber, output.Items))
        {
            Reached("incident-due");
            await _incidents.WriteAsync(incident, cancellationToken).ConfigureAwait(false);
        }
    }
}
