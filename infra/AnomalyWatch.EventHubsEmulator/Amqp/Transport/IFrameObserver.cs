using Amqp.Listener;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>Who is told of the frames of one connection, after the library has worked on those that come (but for a detach) and after those that go are written.</summary>
internal interface IFrameObserver
{
    /// <summary>The library has made a connection of the transport.</summary>
    void OnConnection(ListenerConnection connection);

    /// <summary>A flow frame of a link came: the exact credit, which the library does not keep (eventhubs.md 3.3).</summary>
    void OnFlow(ushort channel, uint handle, uint deliveryCount, uint credit, bool drain);

    /// <summary>A peer detaches a link; told before the library works on it, which answers at once.</summary>
    void OnDetach(ushort channel, uint handle);

    /// <summary>Message bytes of a link went to the socket.</summary>
    void OnWritten(ushort channel, uint handle, int bytes);

    /// <summary>The transport is closed; told once.</summary>
    void OnClosed();

    /// <summary>Whether the peer has shown a key or a valid token: strangers get the lower limits.</summary>
    bool IsAuthenticated { get; }

    /// <summary>How long each frame that comes is held back; zero but for tests.</summary>
    TimeSpan Delay { get; }
}
