namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Keeps the messages of one channel within its <see cref="SendRate"/>, in the order in which they asked. Safe for concurrent use.</summary>
internal sealed class SendBudget(SendRate rate, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Queue<DateTimeOffset> _lastHour = new();
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Waits until a message may be sent; the turn is then the caller's until <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var wait = Wait(); wait > TimeSpan.Zero; wait = Wait())
            {
                await Pause.ForAsync(wait, time, cancellationToken);
            }
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>Ends the turn, with a message or without.</summary>
    public void Leave(bool isSending)
    {
        if (isSending)
        {
            _last = time.GetUtcNow();
            if (rate.PerHour is not null)
            {
                _lastHour.Enqueue(_last);
            }
        }

        _turn.Release();
    }

    public void Dispose() => _turn.Dispose();

    private TimeSpan Wait()
    {
        var now = time.GetUtcNow();
        while (_lastHour.TryPeek(out var oldest) && oldest <= now - Hour)
        {
            _lastHour.Dequeue();
        }

        var wait = _last == DateTimeOffset.MinValue ? TimeSpan.Zero : _last + rate.Spacing - now;
        return _lastHour.Count >= rate.PerHour && _lastHour.Peek() + Hour - now is var hour && hour > wait ? hour : wait;
    }
}
