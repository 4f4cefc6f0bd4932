namespace AnomalyWatch.EventHubsEmulator;

/// <summary>
/// The troubles of a real namespace, on demand, so that a client's behaviour under them can be tested. All of it may be switched at any time
/// from any thread; nothing is on at the start.
/// </summary>
public sealed class EmulatorFaults
{
    private Func<int> _drop = () => 0;
    private Func<int> _detach = () => 0;
    private Action _expire = () => { };

    private int _throttleEvery;
    private long _sends;
    private long _throttled;
    private long _delayTicks;

    /// <summary>Every n-th message sent is refused with <c>com.microsoft:server-busy</c>; 0 for none.</summary>
    public int ThrottleEvery
    {
        get => Volatile.Read(ref _throttleEvery);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Volatile.Write(ref _throttleEvery, value);
        }
    }

    /// <summary>How long each frame that comes in is held back. Default zero.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref _delayTicks));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            Interlocked.Exchange(ref _delayTicks, value.Ticks);
        }
    }

    /// <summary>How many messages were refused.</summary>
    public long ThrottledCount => Interlocked.Read(ref _throttled);

    /// <summary>Cuts all connections as a fallen network does, without a word; gives how many.</summary>
    public int DropConnections() => _drop();

    /// <summary>Detaches all links to hubs with <c>amqp:link:detach-forced</c>; gives how many.</summary>
    public int DetachLinks() => _detach();

    /// <summary>Lets all tokens end now: links to hubs are detached with <c>amqp:unauthorized-access</c> until their clients put new tokens.</summary>
    public void ExpireTokens() => _expire();

    internal void Attach(Func<int> drop, Func<int> detach, Action expire) => (_drop, _detach, _expire) = (drop, detach, expire);

    internal bool NextSendIsThrottled()
    {
        var every = ThrottleEvery;
        if (every == 0 || Interlocked.Increment(ref _sends) % every != 0)
        {
            return false;
        }

        Interlocked.Increment(ref _throttled);
        return true;
    }
}
