using System.Threading.Channels;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>
/// Holds writes back while one link puts many frames after another into the library's queue. Links take turns: the library's locks
/// are for a session, and links that send side by side would only wait for each other in them.
/// </summary>
internal sealed class WriteCork
{
    // Whoever has the one item has the turn: a semaphore that needs no disposal.
    private readonly Channel<bool> _turn = Channel.CreateBounded<bool>(1);
    private readonly Lock _gate = new();
    private TaskCompletionSource? _opened;
    private bool _held;

    /// <summary>Nobody holds.</summary>
    public WriteCork() => _turn.Writer.TryWrite(true);

    /// <summary>Whether a write may go at once.</summary>
    public bool IsOpen => !Volatile.Read(ref _held);

    /// <summary>Begins to hold back, when it is the caller's turn.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        await _turn.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _held, true);
    }

    /// <summary>Ends the turn and lets go what waits.</summary>
    public void Release()
    {
        TaskCompletionSource? opened;
        lock (_gate)
        {
            _held = false;
            (opened, _opened) = (_opened, null);
        }

        opened?.SetResult();
        _turn.Writer.TryWrite(true);
    }

    /// <summary>Completes at the end of the turn, or at once where nobody holds.</summary>
    public Task OpenedAsync()
    {
        lock (_gate)
        {
            return _held ? (_opened ??= new TaskCompletionSource()).Task : Task.CompletedTask;
        }
    }
}
