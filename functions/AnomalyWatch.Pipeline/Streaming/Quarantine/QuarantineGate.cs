namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>
/// The way into the quarantine for those who must not wait long: a failure of the storage costs a bounded time, and for a while after it none at
/// all. Safe for concurrent use.
/// </summary>
public sealed class QuarantineGate(IQuarantine quarantine, QuarantineOptions options, TimeProvider time)
{
    private long _closedUntilTicks;

    /// <summary>How large an item may be.</summary>
    public int MaxItemBytes => options.MaxItemBytes;

    /// <summary>Keeps an item; false where the storage did not take it in time, and then the caller must see to it that somebody else keeps the bytes. Throws only on cancellation.</summary>
    public async Task<bool> TryKeepAsync(QuarantinedContent content, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow().UtcTicks < Interlocked.Read(ref _closedUntilTicks))
        {
            QuarantineMeters.Failed.Add(1);
            return false;
        }

        using var patience = new CancellationTokenSource(options.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await quarantine.KeepAsync(content, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            QuarantineMeters.Kept.Add(1);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _closedUntilTicks, (time.GetUtcNow() + options.Rest).UtcTicks);
            QuarantineMeters.Failed.Add(1);
            return false;
        }
    }

    /// <summary>
    /// Keeps an event that could not be read, see <see cref="UnreadableEventKeeper"/>. Where that fails the event stays in the hub as long as the hub keeps
    /// it, and the next start that reads it again keeps it.
    /// </summary>
    public Task KeepEventAsync(UnreadableEvent unreadable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unreadable);
        var item = new QuarantinedItem
        {
            Id = "",
            Form = QuarantineForm.Event,
            Source = PackReader.UnpackedSource,
            Time = unreadable.Event.EnqueuedTime,
            Reason = unreadable.Reason,
            Hub = unreadable.Hub,
            Partition = unreadable.Partition,
            SequenceNumber = unreadable.Event.SequenceNumber,
            Records = unreadable.Records,
            Size = unreadable.Event.Body.Length,
        };
        return TryKeepAsync(QuarantinedContent.Of(item, unreadable.Event.Body), cancellationToken);
    }
}
