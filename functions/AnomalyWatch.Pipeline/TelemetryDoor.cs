using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>The way in: records to the hub <c>invocations</c> by function, changes also to the hub <c>findings</c> by account, and the clock of both.</summary>
public sealed class TelemetryDoor : IDisposable
{
    private readonly IInvocationHub _invocations;
    private readonly IInvocationHub _findings;
    private readonly ClockMode _clock;
    private readonly TimeProvider _time;
    private readonly BatchingPublisher<TelemetryRecord> _door;
    private readonly BatchingPublisher<Finding> _changes;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _minute = DateTimeOffset.MinValue;

    // The begin of the newest window that a record belongs to.
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>Opens the way over two hubs; both are only sent to.</summary>
    public TelemetryDoor(IInvocationHub invocations, IInvocationHub findings, PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_invocations, _findings, _clock, _time) = (invocations, findings, options.Clock, options.Time);
        _door = new BatchingPublisher<TelemetryRecord>(invocations, new TelemetryCodec(), options.Producer, new BatchingOptions(), options.Time);
        _changes = new BatchingPublisher<Finding>(findings, new FindingCodec(), options.Producer, new BatchingOptions(), options.Time);
    }

    /// <summary>Whose time counts.</summary>
    public ClockMode Clock => _clock;

    /// <summary>The name of the hub that deliveries go to.</summary>
    internal string InvocationsName => _invocations.Name;

    /// <summary>Goes on where recorded time had come to in an earlier life.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (_clock == ClockMode.Record)
        {
            _newest = await RecordedEnd.FindAsync(_invocations, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _door.Dispose();
        _changes.Dispose();
        _turn.Dispose();
    }

    /// <summary>
    /// Takes in the records of one delivery, in their order. On recorded time each is its own clock, and a tick goes before the first that
    /// crosses a minute; else <paramref name="receivedAt"/> is the clock of all. Returns when the log has them; an exception means that
    /// nobody knows which of them it has.
    /// </summary>
    public async Task PublishAsync(string source, IReadOnlyList<TelemetryRecord> records, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (_clock == ClockMode.Wall)
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
            if (_clock == ClockMode.Record)
            {
                await PassMinuteAsync(control.Time, cancellationToken).ConfigureAwait(false);
            }

            DateTimeOffset? clock = _clock == ClockMode.Record ? null : _time.GetUtcNow();
            TelemetryRecord[] record = [new(control)];
            await Task.WhenAll(Enumerable.Range(0, _invocations.PartitionCount).Select(
                partition => _door.PublishAsync(partition, "control", clock, _clock, record, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says on the machine's clock that time has passed, so that silence can be noticed. Nothing on recorded time.</summary>
    public Task TickAsync(CancellationToken cancellationToken) => _clock == ClockMode.Wall
        ? _door.MarkAsync("clock", _time.GetUtcNow(), ClockMode.Wall, PackMark.Tick, cancellationToken)
        : Task.CompletedTask;

    /// <summary>Says on recorded time that the input has ended, so that the last minutes are judged. Nothing where there was no input, or on the machine's clock.</summary>
    public async Task CloseClockAsync(CancellationToken cancellationToken)
    {
        if (_newest > DateTimeOffset.MinValue)
        {
            await _door.MarkAsync("clock", _newest + WindowTime.Length, ClockMode.Record, PackMark.Close, cancellationToken).ConfigureAwait(false);
        }
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
                sends.Add(_door.PublishAsync(partition, source, clock, _clock, picked, cancellationToken));
            }
        }

        foreach (var group in (changes ?? []).GroupBy(finding => PartitionHash.PartitionOf(finding.Account, _findings.PartitionCount)))
        {
            sends.Add(_changes.PublishAsync(group.Key, source, clock, _clock, [.. group], cancellationToken));
        }

        await Task.WhenAll(sends).ConfigureAwait(false);
    }
}
