using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Amqp;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>
/// Accepts connections on loopback and brings each to the point where the library takes over. Handshakes run side by side and have 30 s: the
/// library's own listener waits for ever, and for one after the other.
/// </summary>
internal sealed class SocketTransportProvider : TransportProvider
{
    /// <summary>The address scheme under which the library is to ask this provider.</summary>
    public const string Scheme = "emulator";

    private readonly Channel<IAsyncTransport> _ready = Channel.CreateUnbounded<IAsyncTransport>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<Stream, Action, CancellationToken, Task<BoundedTransport>> _shake;
    private readonly Func<int> _open;
    private readonly TimeProvider _time;
    private readonly ConnectionLimits _limits;
    private readonly Socket[] _listening;

    private int _shaking;

    /// <summary>Begins to listen at once, so that a port that is taken is an exception here.</summary>
    /// <param name="port">0 for any.</param>
    /// <param name="certificate">For TLS; null for plain sockets.</param>
    /// <param name="limits">How many and for how long.</param>
    /// <param name="open">How many connections there are beyond the handshake.</param>
    /// <param name="shake">Goes through the handshake on a stream that the second argument cuts off.</param>
    /// <param name="time">The clock.</param>
    public SocketTransportProvider(
        int port, X509Certificate2? certificate, ConnectionLimits limits, Func<int> open, Func<Stream, Action, CancellationToken, Task<BoundedTransport>> shake, TimeProvider time)
    {
        AddressSchemes = [Scheme];
        _certificate = certificate;
        _limits = limits;
        _open = open;
        _shake = shake;
        _time = time;
        var first = Listen(IPAddress.Loopback, port);
        Port = ((IPEndPoint)first.LocalEndPoint!).Port;
        _listening = TryListen(IPAddress.IPv6Loopback, Port) is { } second ? [first, second] : [first];
        foreach (var socket in _listening)
        {
            _ = AcceptAsync(socket);
        }
    }

    /// <summary>The port listened on.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public override async Task<IAsyncTransport> CreateAsync(Address address)
    {
        if (await _ready.Reader.WaitToReadAsync().ConfigureAwait(false) && _ready.Reader.TryRead(out var transport))
        {
            return transport;
        }

        // The library's accept loop does not end when it is closed: an answer or an exception would make it spin.
        await new TaskCompletionSource().Task.ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(SocketTransportProvider));
    }

    /// <summary>Brings a stream from elsewhere, a WebSocket for one, to the library.</summary>
    public async Task<BoundedTransport> TakeAsync(Stream stream, Action abort)
    {
        using var timeout = new CancellationTokenSource(_limits.Handshake, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        var transport = await _shake(stream, abort, both.Token).ConfigureAwait(false);
        if (!_ready.Writer.TryWrite(transport))
        {
            transport.Close();
        }

        return transport;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stopping.Cancel();
        _ready.Writer.TryComplete();
        foreach (var socket in _listening)
        {
            socket.Dispose();
        }

        base.Dispose();
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(512);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket? TryListen(IPAddress address, int port)
    {
        try
        {
            return Listen(address, port);
        }
        catch (SocketException)
        {
            // No IPv6 on this machine, or the port is another's there: 127.0.0.1 is what the connection string leads to.
            return null;
        }
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                socket.NoDelay = true;
                _ = WelcomeAsync(socket);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A peer that left before it was accepted is no reason to stop; the end is the loop's condition.
            }
        }
    }

    private async Task WelcomeAsync(Socket socket)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        var counted = false;
        try
        {
            if (_open() + Volatile.Read(ref _shaking) >= _limits.Connections)
            {
                throw new InvalidOperationException("There are as many connections as are held at once.");
            }

            Interlocked.Increment(ref _shaking);
            counted = true;
            if (_certificate is not null)
            {
                using var timeout = new CancellationTokenSource(_limits.Handshake, _time);
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, timeout.Token).ConfigureAwait(false);
            }

            await TakeAsync(stream, () => socket.Close(0)).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever a stranger does before it is let in ends its connection and nothing else.
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (counted)
            {
                Interlocked.Decrement(ref _shaking);
            }
        }
    }
}
