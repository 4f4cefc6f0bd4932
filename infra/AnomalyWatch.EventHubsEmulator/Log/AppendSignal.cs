namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// Wakes all who wait for the next append. One task is shared by all waiters and made only when somebody waits, so appending to a log that nobody waits for allocates nothing.
/// The order prevents lost wake-ups: a waiter takes the task first and looks at the log second, an appender publishes first and fires second.
/// </summary>
internal sealed class AppendSignal
{
    private TaskCompletionSource? _next;
    private bool _closed;

    /// <summary>The task that the next <see cref="Fire"/> completes. Look at the log after taking it, not before.</summary>
    public Task Next()
    {
        while (true)
        {
            if (Volatile.Read(ref _next) is { } waiting)
            {
                // A full fence, as the exchange below is: what the caller looks at next must not be read earlier.
                Interlocked.MemoryBarrier();
                return waiting.Task;
            }

            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _next, made, null) is null)
            {
                if (Volatile.Read(ref _closed))
                {
                    Fire();
                }

                return made.Task;
            }
        }
    }

    public void Fire()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _next) is not null)
        {
            Interlocked.Exchange(ref _next, null)?.SetResult();
        }
    }

    /// <summary>Wakes everybody, now and from now on.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        Fire();
    }
}
