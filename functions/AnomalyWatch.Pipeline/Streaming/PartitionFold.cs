using System.Buffers;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// A fold at its place in a partition's log: takes packs apart, drops the ones seen before and stamps the clock. One bad record never
/// stops a partition: it is counted, handed to whoever keeps such things, and passed over.
/// </summary>
/// <typeparam name="TRecord">What comes in.</typeparam>
/// <typeparam name="TOutput">What the fold has to say.</typeparam>
internal sealed class PartitionFold<TRecord, TOutput>
{
    private const int MaxHeadBytes = 64 << 20;

    private readonly IFold<TRecord, TOutput> _fold;
    private readonly PartitionInput<TRecord> _input;
    private readonly string _hub;
    private readonly int _partition;
    private readonly KeyValuePair<string, object?> _hubTag;
    private readonly PackUnpacker<TRecord> _unpacker;
    private readonly RecordTaker<TRecord> _take;
    private readonly LogClock _clock = new();
    private readonly PackDeduplicator _packs = new();
    private readonly EntryParts _parts = new();

    // The pack that is being taken apart.
    private PackHeader? _header;
    private DateTimeOffset _enqueuedTime;
    private List<TOutput> _outputs = [];
    private readonly UnsoundRecords _unsound = new();
    private string? _fault;

    public PartitionFold(string hub, int partition, PartitionInput<TRecord> input, IFold<TRecord, TOutput> fold)
    {
        (_hub, _partition, _input, _fold) = (hub, partition, input, fold);
        _unpacker = new PackUnpacker<TRecord>(input.Codec);
        _take = ApplyRecord;
        _hubTag = new KeyValuePair<string, object?>("hub", hub);
    }

    /// <summary>The event that is due.</summary>
    public long Next { get; private set; }

    /// <summary>Whether it has a place in the log: before that, what retention has taken is not missed.</summary>
    public bool HasBegun => Next > 0;

    /// <summary>The log's clock.</summary>
    public DateTimeOffset Clock => _clock.Now;

    /// <summary>What records are led through.</summary>
    public IFold<TRecord, TOutput> Fold => _fold;

    /// <summary>The same as far as its state can be kept, or null.</summary>
    public ISnapshotFold? Keepable => _fold as ISnapshotFold;

    /// <summary>Where the entries lie that an event will need, and the loss before it, and that the fold does not hold.</summary>
    public IReadOnlyCollection<EntryPlace> Foresee(in HubEvent hubEvent)
    {
        if (Keepable is not { HasOutside: true } || hubEvent.SequenceNumber < Next)
        {
            return [];
        }

        var wanted = new HashSet<EntryPlace>();
        if (HasBegun && hubEvent.SequenceNumber > Next)
        {
            _fold.ForeseeLoss(wanted);
        }

        if (!PackReader.TryReadHeader(hubEvent, out var header, out var content, out _))
        {
            return wanted;
        }

        if (header!.Mark != PackMark.Records)
        {
            var now = header.Clock > Clock ? header.Clock.Value : Clock;
            _fold.Foresee(new Stamped<TRecord>(now, header.Source, IsTick: true, default!, header.Mark == PackMark.Close, header.Mode), wanted);
            return wanted;
        }

        _unpacker.TryUnpack(
            header,
            content,
            (int _, bool isSound, in TRecord record) =>
            {
                if (isSound)
                {
                    _fold.Foresee(new Stamped<TRecord>(Clock, header.Source, IsTick: false, record, Mode: header.Mode), wanted);
                }
            },
            out _);
        return wanted;
    }

    /// <summary>Takes in the event that is due.</summary>
    public PackMark Apply(in HubEvent hubEvent, List<TOutput> outputs)
    {
        Next = hubEvent.SequenceNumber + 1;
        _fault = null;
        _unsound.Clear();
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
            _fold.Apply(new Stamped<TRecord>(now, header.Source, IsTick: true, default!, header.Mark == PackMark.Close, header.Mode), outputs);
            return header.Mark;
        }

        (_header, _enqueuedTime, _outputs) = (header, hubEvent.EnqueuedTime, outputs);
        if (!_unpacker.TryUnpack(header, content, _take, out _fault))
        {
            StreamingMeters.Unreadable.Add(1, _hubTag);
        }

        return PackMark.Records;
    }

    /// <summary>The event that was applied last, where it could not be read or not wholly; else null.</summary>
    public UnreadableEvent? Unreadable(in HubEvent hubEvent) => (_fault ?? _unsound.Fault) is { } fault
        ? new UnreadableEvent(_hub, _partition, hubEvent, fault, _fault is null ? _unsound.Indices : null)
        : null;

    /// <summary>Takes in that everything from the event that is due up to another is gone.</summary>
    public void Lose(in HubEvent next, List<TOutput> outputs)
    {
        var events = next.SequenceNumber - Next;
        StreamingMeters.Lost.Add(events, _hubTag);
        var from = Clock;
        var to = next.EnqueuedTime > from ? next.EnqueuedTime : from;
        _fold.Lose(new LostStretch(_hub, _partition, Next, events, from, to), outputs);
        Next = next.SequenceNumber;
    }

    /// <summary>Writes the place in the log, and the fold's own head after it.</summary>
    public void WriteHead(IBufferWriter<byte> output)
    {
        var fold = new ArrayBufferWriter<byte>();
        Keepable!.WriteHead(fold);
        var writer = new StateWriter(output);
        writer.Count(Next);
        _clock.Write(writer);
        _packs.Write(writer);
        writer.Bytes(fold.WrittenSpan);
    }

    /// <summary>The entries changed since the last call, or all of them, none longer than a file takes.</summary>
    public IReadOnlyList<StateEntry> TakeChanges(bool all) => _parts.Cut(Keepable!.TakeChanges(all));

    /// <summary>Takes over what <see cref="WriteHead"/> and the fold have written.</summary>
    public bool TryRestore(int formatVersion, ReadOnlySpan<byte> head, IEnumerable<StateEntry> entries, out string? fault)
    {
        var reader = new StateReader(head);
        Next = reader.Count(long.MaxValue);
        _clock.Restore(ref reader);
        _packs.Restore(ref reader);
        var fold = reader.Bytes(MaxHeadBytes);
        if (!reader.IsDone)
        {
            fault = "the place in the log cannot be read";
            return false;
        }

        return Keepable!.TryRestore(formatVersion, fold, _parts.Join(entries), out fault);
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
