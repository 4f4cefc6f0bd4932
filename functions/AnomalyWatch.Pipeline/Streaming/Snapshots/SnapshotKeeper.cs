using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Keeps one partition's state: takes it between two events, when it is due, and writes it while the fold goes on. What cannot be written now is
/// written whole the next time; a state that another owner has brought further is left alone. Storage that fails never stops the fold.
/// </summary>
internal sealed class SnapshotKeeper<TRecord, TOutput>
{
    private readonly PartitionSnapshots _snapshots;
    private readonly SnapshotKeeping _keeping;
    private readonly Func<bool> _mayKeep;
    private readonly string _name;
    private Task _writing = Task.CompletedTask;
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

    /// <summary>To be called after an event and everything that follows from it: takes the state where it is due and the one before is written.</summary>
    public void AfterStep(PartitionFold<TRecord, TOutput> fold)
    {
        if (_writing.IsCompleted && _keeping.Time.GetElapsedTime(_lastAt) >= _keeping.Interval && _mayKeep())
        {
            Begin(fold, CancellationToken.None);
        }
    }

    /// <summary>Takes the state now and waits until it is written.</summary>
    public async Task KeepNowAsync(PartitionFold<TRecord, TOutput> fold, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_mayKeep())
        {
            Begin(fold, cancellationToken);
            await _writing.ConfigureAwait(false);
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
        _writing = WriteAsync(fold.Next, head.WrittenMemory, entries, isFull, cancellationToken);
    }

    private async Task WriteAsync(long next, ReadOnlyMemory<byte> head, IReadOnlyList<StateEntry> entries, bool isFull, CancellationToken cancellationToken)
    {
        // Off the fold's thread: packing a state takes longer than an event.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _keeping.Reached?.Invoke("state-taken");
        try
        {
            var outcome = await _snapshots.SaveAsync(next - 1, head, entries, isFull, cancellationToken).ConfigureAwait(false);
            _kept = outcome == SaveOutcome.Saved ? next : _kept;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The next one is whole. Neither the exception's text nor its data is shown: both may quote the storage's address.
            _keeping.Say($"The state of {_name} could not be kept ({exception.GetType().Name}); it will be tried again.");
        }

        _keeping.Reached?.Invoke("state-kept");
    }
}
