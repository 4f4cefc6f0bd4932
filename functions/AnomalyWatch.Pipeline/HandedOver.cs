using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// Leads batches that a trigger hands over through a fold. The trigger's own checkpoint is not believed: it moves on behind a batch that failed, and another
/// instance may have had the partition in between. So whatever does not begin with the event that is due is begun again from the state that was kept, and what
/// lies between is read from the hub; what is told a second time by that the next reader drops. Safe for concurrent use.
/// </summary>
/// <typeparam name="TRecord">What comes in.</typeparam>
/// <typeparam name="TOutput">What the fold has to say.</typeparam>
/// <param name="route">The fold's part of the route.</param>
public sealed class HandedOver<TRecord, TOutput>(IFoldRoute<TRecord, TOutput> route) : IDisposable
{
    private readonly Place[] _places = [.. Enumerable.Range(0, route.Hub.PartitionCount).Select(_ => new Place())];

    /// <summary>
    /// Takes a batch of one partition, in the hub's order. Returns when everything that follows from it has been handed on. After an exception the state in
    /// memory is given up, and the next batch goes on from the kept one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public async Task TakeAsync(int partition, IReadOnlyList<HubEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _places.Length);
        if (events.Count == 0)
        {
            return;
        }

        var place = _places[partition];
        await place.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Task DeliverAsync(FoldOutput<TOutput> output, CancellationToken token) => route.DeliverAsync(partition, output, token);
            if (place.Runner is null || events[0].SequenceNumber > place.Runner.Next)
            {
                place.Runner = null;
                var runner = await OpenAsync(partition, cancellationToken).ConfigureAwait(false);
                await runner.CatchUpAsync(events[0].SequenceNumber - 1, DeliverAsync, cancellationToken).ConfigureAwait(false);
                place.Runner = runner;
            }

            foreach (var hubEvent in events)
            {
                await place.Runner.TakeAsync(hubEvent, DeliverAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            place.Runner = null;
            throw;
        }
        finally
        {
            place.Turn.Release();
        }
    }

    /// <summary>Keeps the states as they are now; to be called when no more batches come.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        foreach (var place in _places)
        {
            await place.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await (place.Runner?.KeepAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            }
            finally
            {
                place.Turn.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var place in _places)
        {
            place.Turn.Dispose();
        }
    }

    private async Task<PartitionRunner<TRecord, TOutput>> OpenAsync(int partition, CancellationToken cancellationToken)
    {
        var runner = route.NewRunner(partition);
        await runner.RestoreAsync(cancellationToken).ConfigureAwait(false);
        await route.BeginAsync(runner, cancellationToken).ConfigureAwait(false);
        return runner;
    }

    private sealed class Place
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public PartitionRunner<TRecord, TOutput>? Runner { get; set; }
    }
}
