namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>
/// Counts what the library holds of messages that are not yet whole. It has no limit of its own: 200 MB sent to <c>$cbs</c> before any token were
/// kept whole (eventhubs.md 3.4).
/// </summary>
internal sealed class AssemblyMeter
{
    /// <summary>The largest message of a stranger: a token is a few KiB.</summary>
    public const long StrangerBytes = 64 << 10;

    /// <summary>The largest message of a peer that is authenticated: the service's 1 MiB, and room to refuse a somewhat larger one politely.</summary>
    public const long MessageBytes = (1 << 20) + (100 << 10);

    /// <summary>The most that all unfinished messages of a connection may hold together.</summary>
    public const long ConnectionBytes = 16L << 20;

    private readonly Dictionary<(ushort Channel, uint Handle), long> _pending = [];

    private long _total;

    /// <summary>Counts a transfer; false when the connection has to be cut.</summary>
    public bool Count(ushort channel, uint handle, int bytes, bool more, bool authenticated)
    {
        var key = (channel, handle);
        _pending.TryGetValue(key, out var held);
        var message = held + bytes;
        if (message > (authenticated ? MessageBytes : StrangerBytes))
        {
            return false;
        }

        if (!more)
        {
            if (held > 0)
            {
                _pending.Remove(key);
                _total -= held;
            }

            return true;
        }

        _pending[key] = message;
        _total += bytes;
        return _total <= (authenticated ? ConnectionBytes : StrangerBytes);
    }
}
