using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// Leads one partition's log through a fold and hands on what the fold has to say, event by event. Where an event that is handed over is not
/// the one that is due, it reads the missing stretch itself, and what retention has taken it says. It keeps the state between events.
/// </summary>
/// <typeparam name="TRecord">What comes in.</typeparam>
/// <typeparam name="TOutput">What the fold has to say.</typeparam>
public sealed class PartitionRunner<TRecord, TOutput>
{
    private readonly IInvocationHub _hub;
    private readonly Func<PartitionFold<TRecord, TOutput>> _newFold;
    private readonly SnapshotKeeper<TRecord, TOutput>? _keeper;
    private readonly UnreadableEventKeeper? _unreadable;
    private readonly Action<string>? _say;
    private readonly List<TOutput> _outputs = [];
    private PartitionFold<TRecord, TOutput> _fold;

    /// <summary>Makes a runner at the beginning of the log.</summary>
    /// <param name="hub">Where the log is.</param>
    /// <param name="partition">Which partition.</param>
    /// <param name="input">How its records are read.</param>
    /// <param name="newFold">Makes what they are led through, with nothing known.</param>
    /// <param name="unreadable">Keeps events that cannot be read, wholly or in part; null where they are only counted.</param>
    public PartitionRunner(
        IInvocationHub hub, int partition, PartitionInput<TRecord> input, Func<IFold<TRecord, TOutput>> newFold, UnreadableEventKeeper? unreadable = null)
    {
        ArgumentNullException.ThrowIfNull(hub);
        (_hub, _unreadable) = (hub, unreadable);
        Partition = partition;
        _newFold = () => new PartitionFold<TRecord, TOutput>(hub.Name, partition, input, newFold());
        _fold = _newFold();
    }

    /// <summary>Makes a runner whose state is kept; <see cref="RestoreAsync"/> comes before anything else.</summary>
    /// <param name="hub">Where the log is.</param>
    /// <param name="partition">Which partition.</param>
    /// <param name="input">How its records are read.</param>
    /// <param name="newFold">Makes what they are led through, with nothing known; its states can be kept.</param>
    /// <param name="foldName">The fold's name among the states.</param>
    /// <param name="keeping">Where and how often the state is kept.</param>
    /// <param name="mayKeep">Whether everything that follows from the events so far has been dealt with, so that they may be forgotten.</param>
    /// <param name="unreadable">Keeps events that cannot be read, wholly or in part; null where they are only counted.</param>
    public PartitionRunner(
        IInvocationHub hub,
        int partition,
        PartitionInput<TRecord> input,
        Func<IFold<TRecord, TOutput>> newFold,
        string foldName,
        SnapshotKeeping keeping,
        Func<bool> mayKeep,
        UnreadableEventKeeper? unreadable)
        : this(hub, partition, input, newFold, unreadable)
    {
        _keeper = new SnapshotKeeper<TRecord, TOutput>(hub, partition, foldName, _fold.Keepable!.FormatVersion, keeping, mayKeep);
        _say = keeping.Say;
    }

    /// <summary>The partition it reads.</summary>
    public int Partition { get; }

    /// <summary>The fold, with its state as it is between two events.</summary>
    public IFold<TRecord, TOutput> Fold => _fold.Fold;

    /// <summary>The sequence number of the event that is due.</summary>
    public long Next => _fold.Next;

    /// <summary>Goes on from the newest state that was kept and is sound, or begins anew where there is none.</summary>
    /// <exception cref="SnapshotRefusedException">The state belongs to another number of partitions, another kind of clock or another log.</exception>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        if (_keeper is not null)
        {
            _fold = await _keeper.RestoreAsync(_newFold, cancellationToken).ConfigureAwait(false);
            var last = await _hub.GetLastSequenceNumberAsync(Partition, cancellationToken).ConfigureAwait(false);
            if (_fold.Next > last + 1)
            {
                throw new SnapshotRefusedException(
                    $"The state that was kept of partition {Partition} of the hub '{_hub.Name}' includes event {_fold.Next - 1}, but the log ends at {last}: it is another log. Keep its states elsewhere, or delete the old ones.");
            }
        }
    }

    /// <summary>Follows the log until cancelled, awaiting <paramref name="deliver"/> after each event before the next is taken. The fold
    /// has moved on by then, so <paramref name="deliver"/> itself tries until it succeeds; an exception from it ends the run.</summary>
    public async Task RunAsync(Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        await foreach (var hubEvent in _hub.ReceiveAsync(Partition, _fold.Next, cancellationToken).ConfigureAwait(false))
        {
            await TakeAsync(hubEvent, deliver, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what is in the log now and returns.</summary>
    public async Task CatchUpAsync(Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        await CatchUpAsync(await _hub.GetLastSequenceNumberAsync(Partition, cancellationToken).ConfigureAwait(false), deliver, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes what is in the log up to an event and returns.</summary>
    public async Task CatchUpAsync(long last, Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        if (_fold.Next > last)
        {
            return;
        }

        await foreach (var hubEvent in _hub.ReadAsync(Partition, _fold.Next, last, cancellationToken).ConfigureAwait(false))
        {
            await TakeAsync(hubEvent, deliver, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes one event that was handed over, and before it those that should have come and did not. One that was taken before is passed over.</summary>
    public async Task TakeAsync(HubEvent hubEvent, Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        try
        {
            await ReachAsync(hubEvent, deliver, _fold.HasBegun, cancellationToken).ConfigureAwait(false);
        }
        catch (SnapshotLostException lost)
        {
            _say?.Invoke(FormattableString.Invariant($"{lost.Message} {_hub.Name}/{Partition} goes on from the newest state that is sound, and the log from there."));

            // Another owner has moved on, or the storage has lost a part of what only it had. The newest state that is sound and the log know all.
            await RestoreAsync(cancellationToken).ConfigureAwait(false);
            await ReachAsync(hubEvent, deliver, isMissed: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReachAsync(
        HubEvent hubEvent, Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, bool isMissed, CancellationToken cancellationToken)
    {
        if (isMissed && hubEvent.SequenceNumber > _fold.Next)
        {
            StreamingMeters.Gaps.Add(1, new KeyValuePair<string, object?>("hub", _hub.Name));
            _say?.Invoke(FormattableString.Invariant($"Events {_fold.Next} to {hubEvent.SequenceNumber - 1} of {_hub.Name}/{Partition} were not handed over; they are read from the hub."));
            await foreach (var missed in _hub.ReadAsync(Partition, _fold.Next, hubEvent.SequenceNumber - 1, cancellationToken).ConfigureAwait(false))
            {
                await StepAsync(missed, deliver, cancellationToken).ConfigureAwait(false);
            }
        }

        await StepAsync(hubEvent, deliver, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps the state as it is now; waits for one that is being written. Nothing where it is kept already.</summary>
    public Task KeepAsync(CancellationToken cancellationToken) => _keeper?.KeepNowAsync(_fold, cancellationToken) ?? Task.CompletedTask;

    private async Task StepAsync(HubEvent hubEvent, Func<FoldOutput<TOutput>, CancellationToken, Task> deliver, CancellationToken cancellationToken)
    {
        if (hubEvent.SequenceNumber < _fold.Next)
        {
            return; // delivery is at least once
        }

        if (_keeper is not null)
        {
            await _keeper.BringAsync(_fold, hubEvent, cancellationToken).ConfigureAwait(false);
        }

        _outputs.Clear();
        if (_fold.HasBegun && hubEvent.SequenceNumber > _fold.Next)
        {
            _fold.Lose(hubEvent, _outputs);
        }

        var mark = _fold.Apply(hubEvent, _outputs);
        if (_unreadable is not null && _fold.Unreadable(hubEvent) is { } unreadable)
        {
            await _unreadable(unreadable, cancellationToken).ConfigureAwait(false);
        }

        await deliver(new FoldOutput<TOutput>(hubEvent.SequenceNumber, _fold.Clock, mark, _outputs), cancellationToken).ConfigureAwait(false);
        _keeper?.AfterStep(_fold);
    }
}
