using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Keeps one partition's state: takes it between two events, when it is due, and writes it while the fold goes on. What cannot be written now is
/// written whole the next time; a state that another owner has brought further is left alone. Storage that fails never stops the fold, unless the fold needs what only the
/// storage has: that it fetches before the event is applied.
/// </summary>
internal sealed class SnapshotKeeper<TRecord, TOutput>
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly PartitionSnapshots _snapshots;
    private readonly SnapshotKeeping _keeping;
    private readonly Func<bool> _mayKeep;
    private readonly string _name;
    private Task _writing = Task.CompletedTask;
    private IReadOnlyList<PlacedEntry>? _placed;
    private SnapshotLostException? _lost;
    private long _lastAt;
    private long _kept = -1;

    /// <param name="hub">The hub whose log is folded.</param>
    /// <param name="partition">Which partition.</param>
    /// <param name="foldName">The fold.</param>
    /// <param name="formatVersion">What the fold writes now.</param>
    /// <param name="keeping">Where and when.</param>
    /// <param name="mayKeep">Whether all that follows from the events so far has been dealt with, so that they may be forgotten.</param>
    public SnapshotKeeper(IInvocationHub hub, int partition, string foldName, int formatVersion, SnapshotKeeping keeping, Func<bool> mayKeep)
    {
        (_keeping, _mayKeep, _name) = (keeping, mayKeep, FormattableString.Invariant($"{foldName}/{partition}"));
        var place = new SnapshotPlace(hub.Name, foldName, partition, hub.PartitionCount, keeping.Clock);
        _snapshots = new PartitionSnapshots(keeping.Blobs, place, formatVersion, keeping.Options, keeping.Say);
        _lastAt = keeping.Time.GetTimestamp();
    }

    /// <summary>Makes folds with <paramref name="newFold"/> until one takes on the newest sound state; gives a fresh one where there is none.</summary>
    public async Task<PartitionFold<TRecord, TOutput>> RestoreAsync(Func<PartitionFold<TRecord, TOutput>> newFold, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        (_placed, _lost) = (null, null);
        PartitionFold<TRecord, TOutput>? restored = null;
        var last = await _snapshots.LoadAsync(Restore, cancellationToken).ConfigureAwait(false);
        if (last is null || restored is null)
        {
            return newFold();
        }

        _kept = restored.Next;
        return restored;

        bool Restore(SnapshotState state, out string? fault)
        {
            restored = newFold();
            return restored.TryRestore(state.FormatVersion, state.Head.Span, state.Entries, out fault);
        }
    }

    /// <summary>
    /// To be called before an event: fetches what the fold will need and does not hold, however long that takes. Throws <see cref="SnapshotLostException"/> where it is not
    /// there any more.
    /// </summary>
    public async Task BringAsync(PartitionFold<TRecord, TOutput> fold, HubEvent hubEvent, CancellationToken cancellationToken)
    {
        Settle(fold);
        if (_lost is not null)
        {
            throw _lost;
        }

        var wanted = fold.Foresee(hubEvent);
        for (var wait = ShortestWait; wanted.Count > 0; wait = wait < LongestWait ? 2 * wait : wait)
        {
            try
            {
                await _snapshots.FetchAsync(wanted, entry => fold.Keepable!.Bring(entry), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (exception is not (OutOfMemoryException or SnapshotLostException) && !cancellationToken.IsCancellationRequested)
            {
                _keeping.Say($"What {_name} needs of its state cannot be fetched ({exception.GetType().Name}); it waits and tries again.");
                await Task.Delay(wait, _keeping.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>To be called after an event and everything that follows from it: takes the state where it is due and the one before is written.</summary>
    public void AfterStep(PartitionFold<TRecord, TOutput> fold)
    {
        Settle(fold);
        if (_writing.IsCompleted && _keeping.Time.GetElapsedTime(_lastAt) >= _keeping.Interval && _mayKeep())
        {
            Begin(fold, CancellationToken.None);
        }
    }

    /// <summary>Takes the state now and waits until it is written.</summary>
    public async Task KeepNowAsync(PartitionFold<TRecord, TOutput> fold, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        Settle(fold);
        if (_mayKeep())
        {
            Begin(fold, cancellationToken);
            await _writing.ConfigureAwait(false);
            Settle(fold);
        }
    }

    /// <summary>Tells the fold where its entries lie since the last save, between two events.</summary>
    private void Settle(PartitionFold<TRecord, TOutput> fold)
    {
        if (_writing.IsCompleted && _placed is { } placed)
        {
            _placed = null;
            fold.Keepable!.Place(placed);
        }
    }

    private void Begin(PartitionFold<TRecord, TOutput> fold, CancellationToken cancellationToken)
    {
        _lastAt = _keeping.Time.GetTimestamp();
        if (!fold.HasBegun || fold.Next == _kept)
        {
            return;
        }

        var isFull = _snapshots.NeedsFull;
        var head = new ArrayBufferWriter<byte>();
        fold.WriteHead(head);
        var entries = fold.TakeChanges(isFull);
        var carried = isFull ? fold.Keepable!.Outside : [];
        _writing = WriteAsync(fold.Next, head.WrittenMemory, entries, isFull, carried, cancellationToken);
    }

    private async Task WriteAsync(
        long next, ReadOnlyMemory<byte> head, IReadOnlyList<StateEntry> entries, bool isFull, IReadOnlyList<EntryPlace> carried, CancellationToken cancellationToken)
    {
        // Off the fold's thread: packing a state takes longer than an event.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _keeping.Reached?.Invoke("state-taken");
        try
        {
            var outcome = await _snapshots.SaveAsync(next - 1, head, entries, isFull, cancellationToken, carried).ConfigureAwait(false);
            _placed = outcome == SaveOutcome.Saved ? _snapshots.Placed : null;
            _kept = outcome == SaveOutcome.Saved ? next : _kept;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What a whole state cannot take over any more the next cannot either.
            _lost = exception as SnapshotLostException;

            // The next one is whole. Neither the exception's text nor its data is shown: both may quote the storage's address.
            _keeping.Say($"The state of {_name} could not be kept ({exception.GetType().Name}); it will be tried again.");
        }

        _keeping.Reached?.Invoke("state-kept");
    }
}
