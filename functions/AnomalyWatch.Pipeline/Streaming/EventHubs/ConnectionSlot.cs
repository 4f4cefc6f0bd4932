namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>The connection in use; when it has failed, whoever comes next opens a new one.</summary>
internal sealed class ConnectionSlot(Func<CancellationToken, Task<HubConnection>> open) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private HubConnection? _current;

    /// <summary>The open connection.</summary>
    public async Task<HubConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) is { IsOpen: true } current)
        {
            return current;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is not { IsOpen: true })
            {
                await CloseAsync().ConfigureAwait(false);
                Volatile.Write(ref _current, await open(cancellationToken).ConfigureAwait(false));
            }

            return _current!;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives a connection up, unless another has taken its place already.</summary>
    public async Task GiveUpAsync(HubConnection failed)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (ReferenceEquals(_current, failed))
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _current, null) is { } closing)
        {
            await closing.DisposeAsync().ConfigureAwait(false);
        }
    }
}
