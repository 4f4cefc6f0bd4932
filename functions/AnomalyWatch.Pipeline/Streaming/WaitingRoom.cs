namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>A bounded number of bytes, given out first come, first served. What is larger than all of it gets in alone.</summary>
internal sealed class WaitingRoom(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<(int Bytes, Action Join, TaskCompletionSource Entry)> _queue = new();

    /// <summary>The bytes given out.</summary>
    public long Taken { get; private set; }

    /// <summary>
    /// Takes bytes, waiting until there is room for them, and calls <paramref name="join"/> at that moment, so that all join in the order in
    /// which they came. Whoever is cancelled takes none and does not join.
    /// </summary>
    public Task EnterAsync(int bytes, Action join, CancellationToken cancellationToken)
    {
        TaskCompletionSource entry;
        lock (_lock)
        {
            if (_queue.Count == 0 && Fits(bytes))
            {
                Taken += bytes;
                join();
                return Task.CompletedTask;
            }

            entry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Enqueue((bytes, join, entry));
        }

        return WaitAsync(entry, cancellationToken);
    }

    /// <summary>Gives bytes back and lets in who waits for them.</summary>
    public void Leave(int bytes)
    {
        lock (_lock)
        {
            Taken -= bytes;
            LetIn();
        }
    }

    private async Task WaitAsync(TaskCompletionSource entry, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() =>
        {
            if (entry.TrySetCanceled(cancellationToken))
            {
                lock (_lock)
                {
                    LetIn();
                }
            }
        }).ConfigureAwait(false);
        await entry.Task.ConfigureAwait(false);
    }

    private void LetIn()
    {
        while (_queue.TryPeek(out var next) && (next.Entry.Task.IsCanceled || Fits(next.Bytes)))
        {
            _queue.Dequeue();
            if (next.Entry.TrySetResult())
            {
                Taken += next.Bytes;
                next.Join();
            }
        }
    }

    private bool Fits(int bytes) => Taken == 0 || Taken + bytes <= capacity;
}
