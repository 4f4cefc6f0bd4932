namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>A bounded number of bytes, given out first come, first served. What is larger than all of it gets in alone.</summary>
internal sealed class WaitingRoom(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<(int Bytes, TaskCompletionSource Entry)> _queue = new();

    /// <summary>The bytes given out.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes bytes, waiting until there is room for them. Whoever is cancelled takes none.</summary>
    public Task EnterAsync(int bytes, CancellationToken cancellationToken)
    {
        TaskCompletionSource entry;
        lock (_lock)
        {
            if (_queue.Count == 0 && Fits(bytes))
            {
                Taken += bytes;
                return Task.CompletedTask;
            }

            entry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Enqueue((bytes, entry));
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
            Taken += next.Entry.TrySetResult() ? next.Bytes : 0;
        }
    }

    private bool Fits(int bytes) => Taken == 0 || Taken + bytes <= capacity;
}
