namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>
/// How many messages a peer takes, counted from its own flow frames. The library's count goes wrong when a flow does not raise the limit
/// (eventhubs.md 3.3), and a peer that is sent more than it granted may close the link.
/// </summary>
internal sealed class LinkCredit
{
    private readonly Lock _gate = new();
    private uint _sent;
    private uint _limit;
    private bool _drain;

    /// <summary>How many may be sent now.</summary>
    public int Available
    {
        get
        {
            lock (_gate)
            {
                // Delivery counts wrap around (RFC 1982).
                return Math.Max(0, (int)(_limit - _sent));
            }
        }
    }

    /// <summary>Takes a flow frame.</summary>
    public void Grant(uint deliveryCount, uint credit, bool drain)
    {
        lock (_gate)
        {
            _limit = deliveryCount + credit;
            _drain = drain;
        }
    }

    /// <summary>Uses one; false where there is none.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if ((int)(_limit - _sent) <= 0)
            {
                return false;
            }

            _sent++;
            return true;
        }
    }

    /// <summary>Gives back what was not used; false where the peer did not ask.</summary>
    public bool TryFinishDrain()
    {
        lock (_gate)
        {
            if (!_drain)
            {
                return false;
            }

            // Given back credit counts as sent (AMQP 1.0, part 2, 2.6.7).
            _drain = false;
            _sent = _limit;
            return true;
        }
    }
}
