
namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// Leads one partition's log through a fold: takes packs apart, drops the ones seen before, stamps the clock, and hands on what the fold
/// has to say, event by event. One bad record never stops a partition: it is counted and passed over.
/// </summary>
/// <typeparam name="TRecord">What comes in.</typeparam>
/// <typeparam name="TOutput">What the fold has to say.</typeparam>
public sealed class PartitionRunner<TRecord, TOutput>
{
    private readonly IInvocationHub _hub;
    private readonly PartitionInput<TRecord> _input;
    private readonly IFold<TRecord, TOutput> _fold;
    private readonly LogClock _clock = new();
    private readonly PackDeduplicator _packs = new();
    private readonly KeyValuePair<string, object?> _hubTag;
    private readonly List<TOutput> _outputs = [];
    private readonly PackUnpacker<TRecord> _unpacker;
    private readonly RecordTaker<TRecord> _take;
    private readonly UnreadableEventKeeper? _unreadable;
    private readonly UnsoundRecords _unsound = new();
    private string? _fault;
    // The pack that is being taken apart.
    private PackHeader? _header;
    private DateTimeOffset _enqueuedTime;
    private long _next;

    /// <summary>Makes a runner at the beginning of the log.</summary>
    public PartitionRunner(
        IInvocationHub hub, int partition, PartitionInput<TRecord> input, IFold<TRecord, TOutput> fold, UnreadableEventKeeper? unreadable = null)
    {
        _unreadable = unreadable;
        _hub = hub;
        Partition = partition;
        _input = input;
        _fold = fold;
        _unpacker = new PackUnpacker<TRecord>(input.Codec);
        _take = ApplyRecord;
        _hubTag = new KeyValuePair<string, object?>("hub", hub.Name);
    }

    /// <summary>The partition it reads.</summary>
    public int Partition { get; }

    /// <summary>Follows the log until cancelled, awaiting <paramref name="deliver"/> after each event before the next is taken. The fold
    /// has moved on by then, so <paramref name="deliver"/> itself tries until it succeeds; an exception from it ends the run.</summary>
    public async Task RunAsync(Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        await foreach (var hubEvent in _hub.ReceiveAsync(Partition, _next, cancellationToken).ConfigureAwait(false))
        {
            await TakeAsync(hubEvent, deliver, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what is in the log now and returns.</summary>
    public async Task CatchUpAsync(Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        var last = await _hub.GetLastSequenceNumberAsync(Partition, cancellationToken).ConfigureAwait(false);
        await foreach (var hubEvent in _hub.ReadAsync(Partition, _next, last, cancellationToken).ConfigureAwait(false))
        {
            await TakeAsync(hubEvent, deliver, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(HubEvent hubEvent, Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        if (hubEvent.SequenceNumber < _next)
        {
            return; // delivery is at least once
        }

        StreamingMeters.Lost.Add(hubEvent.SequenceNumber - _next, _hubTag);
        _outputs.Clear();
        _fault = null;
        _unsound.Clear();
        var mark = Apply(hubEvent);
        if (_unreadable is not null && (_fault ?? _unsound.Fault) is { } fault)
        {
            await _unreadable(new UnreadableEvent(_hub.Name, Partition, hubEvent, fault, _fault is null ? _unsound.Indices : null), cancellationToken).ConfigureAwait(false);
        }

        _next = hubEvent.SequenceNumber + 1;
        await deliver(new FoldOutput<TOutput>(hubEvent.SequenceNumber, _clock.Now, mark, _outputs), cancellationToken).ConfigureAwait(false);
    }

    private PackMark Apply(in HubEvent hubEvent)
    {
        StreamingMeters.Events.Add(1, _hubTag);
        if (!PackReader.TryReadHeader(hubEvent, out var header, out var content, out _fault))
        {
            StreamingMeters.Unreadable.Add(1, _hubTag);
            return PackMark.Records;
        }

        if (!_packs.IsNew(header!.Producer, header.Sequence))
        {
            StreamingMeters.DuplicatePacks.Add(1, _hubTag);
            return PackMark.Records;
        }

        if (header.Mark != PackMark.Records)
        {
            var now = _clock.Advance(header.Clock!.Value, header.Mode, hubEvent.EnqueuedTime);
            _fold.Apply(new Stamped<TRecord>(now, header.Source, IsTick: true, default!, header.Mark == PackMark.Close, header.Mode), _outputs);
            return header.Mark;
        }

        (_header, _enqueuedTime) = (header, hubEvent.EnqueuedTime);
        if (!_unpacker.TryUnpack(header, content, _take, out _fault))
        {
            StreamingMeters.Unreadable.Add(1, _hubTag);
        }

        return PackMark.Records;
    }

    private void ApplyRecord(int index, bool isSound, in TRecord record)
    {
        _unsound.Count(index, isSound);
        if (!isSound)
        {
            StreamingMeters.Unreadable.Add(1, _hubTag);
            return;
        }

        var now = _clock.Advance(_unpacker.ClockOf(index) ?? _input.EventTimeOf(record), _header!.Mode, _enqueuedTime);
        try
        {
            _fold.Apply(new Stamped<TRecord>(now, _header.Source, IsTick: false, record, Mode: _header.Mode), _outputs);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A defect that one record brings to light must not stop all the functions of the partition.
            StreamingMeters.FailedRecords.Add(1, _hubTag);
        }
    }
}
