using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using AnomalyWatch.EventHubsEmulator.Amqp.Links;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;
using AnomalyWatch.EventHubsEmulator.Amqp.Transport;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>What the front keeps of one connection: what its peer may do, and which links it has.</summary>
internal sealed class FrontConnection(ConnectionClaims claims, EmulatorFaults faults, Action abort, Action<FrontConnection> closed, Action<FrontConnection> connected) : IFrameObserver
{
    private readonly ConcurrentDictionary<(ushort Channel, uint Handle), IOutgoingLink> _byRemote = new();
    private readonly ConcurrentDictionary<(ushort Channel, uint Handle), IOutgoingLink> _byLocal = new();
    private readonly ConcurrentDictionary<ReplyLink, bool> _replies = new();
    private readonly ConcurrentDictionary<ListenerLink, (string Path, AccessRights Rights)> _entities = new();

    private int _links;

    /// <summary>What its peer may do.</summary>
    public ConnectionClaims Claims { get; } = claims;

    /// <summary>The library's connection; set before any link is.</summary>
    public ListenerConnection? Connection { get; private set; }

    /// <summary>The transport; set once it is made.</summary>
    public BoundedTransport? Transport { get; set; }

    /// <inheritdoc/>
    public bool IsAuthenticated => Claims.Any;

    /// <inheritdoc/>
    public TimeSpan Delay => faults.Delay;

    /// <summary>Cuts the connection as a fallen network does.</summary>
    public void Abort()
    {
        abort();
        Transport?.Close();
    }

    /// <inheritdoc/>
    public void OnConnection(ListenerConnection connection)
    {
        Connection = connection;
        connected(this);
    }

    /// <inheritdoc/>
    public void OnFlow(ushort channel, uint handle, uint deliveryCount, uint credit, bool drain)
    {
        if (_byRemote.TryGetValue((channel, handle), out var link))
        {
            link.OnFlow(deliveryCount, credit, drain);
        }
    }

    /// <inheritdoc/>
    public void OnDetach(ushort channel, uint handle)
    {
        if (_byRemote.TryGetValue((channel, handle), out var link))
        {
            link.StopSending();
        }
    }

    /// <inheritdoc/>
    public void OnWritten(ushort channel, uint handle, int bytes)
    {
        if (_byLocal.TryGetValue((channel, handle), out var link))
        {
            link.OnWritten(bytes);
        }
    }

    /// <inheritdoc/>
    public void OnClosed() => closed(this);

    /// <summary>Counts a link; false when there are as many as there may be. Its end is counted by itself.</summary>
    public bool TryCount(ListenerLink link, int limit)
    {
        if (Interlocked.Increment(ref _links) > limit)
        {
            Interlocked.Decrement(ref _links);
            return false;
        }

        link.AddClosedCallback((_, _) => Interlocked.Decrement(ref _links));
        return true;
    }

    /// <summary>Directs flows and written bytes to a link on which we send, until it closes.</summary>
    public void Route(ListenerLink link, ushort remoteChannel, uint remoteHandle, IOutgoingLink to)
    {
        var remote = (remoteChannel, remoteHandle);
        var local = (LibraryInternals.ChannelOf(link.Session), link.Handle);
        _byRemote[remote] = to;
        _byLocal[local] = to;
        link.AddClosedCallback((_, _) =>
        {
            // A handle may already be another link's.
            _byRemote.TryRemove(new(remote, to));
            _byLocal.TryRemove(new(local, to));
            to.OnClosed();
        });
    }

    /// <summary>Keeps a reply link until it closes.</summary>
    public void AddReplyLink(ListenerLink link, ReplyLink reply)
    {
        _replies[reply] = true;
        link.AddClosedCallback((_, _) => _replies.TryRemove(reply, out bool _));
    }

    /// <summary>Whether the connection has a link for answers of a node.</summary>
    public bool HasReplyLink(EntityKind node) => _replies.Keys.Any(reply => reply.Node == node);

    /// <summary>The link that a request's answer goes to; null where there is none.</summary>
    public ReplyLink? FindReplyLink(EntityKind node, string? replyTo, Session session)
    {
        var candidates = _replies.Keys.Where(reply => reply.Node == node).ToArray();
        return candidates.FirstOrDefault(reply => replyTo is not null && reply.IsNamed(replyTo)) ?? candidates.FirstOrDefault(reply => reply.IsOf(session));
    }

    /// <summary>Keeps a link to a hub, so that it can be detached when its token expires.</summary>
    public void AddEntityLink(ListenerLink link, string path, AccessRights rights)
    {
        _entities[link] = (path, rights);
        link.AddClosedCallback((_, _) => _entities.TryRemove(link, out _));
    }

    /// <summary>Detaches every link to a hub whose right has ended.</summary>
    public void DetachExpired()
    {
        foreach (var (link, (path, rights)) in _entities)
        {
            if (!Claims.Allow(path, rights))
            {
                Detach(link, ServiceErrors.TokenExpired());
            }
        }
    }

    /// <summary>Detaches every link to a hub; gives how many.</summary>
    public int DetachAll()
    {
        var links = _entities.Keys.ToArray();
        foreach (var link in links)
        {
            Detach(link, ServiceErrors.Detached(link.Name));
        }

        return links.Length;
    }

    /// <summary>Detaches a link with an error, without waiting for the peer.</summary>
    public void Detach(ListenerLink link, Error error)
    {
        if (_byLocal.TryGetValue((LibraryInternals.ChannelOf(link.Session), link.Handle), out var outgoing))
        {
            outgoing.StopSending();
        }

        try
        {
            link.Close(TimeSpan.Zero, error);
        }
        catch (Exception exception) when (exception is AmqpException or ObjectDisposedException or TimeoutException)
        {
            // It is closing already, which is what was wanted.
        }
    }
}
