using System.Buffers;
using System.Buffers.Binary;
using Amqp;
using Amqp.Listener;
using AnomalyWatch.EventHubsEmulator.Amqp.Wire;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>
/// What the library reads from and writes to: it hands over whole frames only, and only those that keep the limits, so that everything a
/// stranger can make grow is counted before it is kept.
/// </summary>
internal sealed class BoundedTransport : IAsyncTransport
{
    /// <summary>The largest frame taken, as our Open says.</summary>
    public const int MaxFrameBytes = 64 << 10;

    private const int SmallBufferBytes = 4 << 10;
    private const int WriteBufferBytes = 16 << 10;

    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(20);

    private readonly Stream _stream;
    private readonly IFrameObserver _observer;
    private readonly TimeProvider _time;
    private readonly AssemblyMeter _meter = new();
    private readonly WriteCork _corks = new();
    private readonly long _startedAt;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // [_start, _start + _checked) may be handed to the library; [.., _end) was read.
    private byte[] _buffer = new byte[SmallBufferBytes];
    private int _start;
    private int _checked;
    private int _end;

    private long _lastRead;
    private long _sendBegan;
    private Task _sending = Task.CompletedTask;
    private int _closed;
    private bool _opened;
    private FrameHead? _flow;
    private bool _isFlow;
    private bool _holdsForFlow;

    /// <param name="stream">The socket, with TLS or WebSockets around it where they are used; SASL is done and the peer's AMQP header read.</param>
    /// <param name="header">The header that was read: the library wants to see it.</param>
    /// <param name="observer">Who is told of frames.</param>
    /// <param name="time">The clock.</param>
    public BoundedTransport(Stream stream, ReadOnlySpan<byte> header, IFrameObserver observer, TimeProvider time)
    {
        _stream = stream;
        _observer = observer;
        _time = time;
        _startedAt = _lastRead = time.GetTimestamp();
        header.CopyTo(_buffer);
        _checked = _end = header.Length;
    }

    /// <summary>The channel of the frame that the library is given, so of the attach that it is working on.</summary>
    public ushort CurrentChannel { get; private set; }

    /// <summary>Completes when the transport is closed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the peer has kept silent for longer than it may.</summary>
    public bool IsOverdue(ConnectionLimits limits)
    {
        var silent = _time.GetElapsedTime(Volatile.Read(ref _lastRead));
        var age = _time.GetElapsedTime(_startedAt);
        return silent > (Volatile.Read(ref _opened) ? limits.Idle : limits.Handshake) || (age > limits.Unauthenticated && !_observer.IsAuthenticated);
    }

    /// <inheritdoc/>
    public void SetConnection(Connection connection) => _observer.OnConnection((ListenerConnection)connection);

    /// <inheritdoc/>
    public async Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        if (_checked == 0)
        {
            await NextFrameAsync().ConfigureAwait(false);
        }

        var given = Math.Min(count, _checked);
        _buffer.AsSpan(_start, given).CopyTo(buffer.AsSpan(offset));
        _start += given;
        _checked -= given;
        return given;
    }

    /// <inheritdoc/>
    public Task SendAsync(IList<ByteBuffer> bufferList, int listSize)
    {
        Volatile.Write(ref _sendBegan, _time.GetTimestamp());
        var sending = _corks.IsOpen ? WriteAsync(bufferList, listSize) : WriteLaterAsync(bufferList, listSize);
        Volatile.Write(ref _sending, sending);
        return sending;
    }

    /// <summary>Whoever is about to send many frames says so, and the library gathers them meanwhile: a system call for each would cost more than all the rest.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => _corks.HoldAsync(cancellationToken);

    /// <summary>Lets go of what has gathered.</summary>
    public void Release() => _corks.Release();

    /// <inheritdoc/>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _stream.Dispose();
            _observer.OnClosed();
            _ended.TrySetResult();
        }
    }

    // The library writes through SendAsync and reads through ReceiveAsync only.
    void ITransport.Send(ByteBuffer buffer) => throw new NotSupportedException();

    int ITransport.Receive(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task WriteLaterAsync(IList<ByteBuffer> frames, int size)
    {
        // Not for ever: where the library fails over a flow it reads no more, and still has to say why.
        await _corks.OpenedAsync().WaitAsync(LongestHold, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await WriteAsync(frames, size).ConfigureAwait(false);
    }

    private async Task WriteAsync(IList<ByteBuffer> frames, int size)
    {
        var gathered = ArrayPool<byte>.Shared.Rent(Math.Max(size, WriteBufferBytes));
        try
        {
            var at = 0;
            foreach (var frame in frames)
            {
                frame.Buffer.AsSpan(frame.Offset, frame.Length).CopyTo(gathered.AsSpan(at));
                at += frame.Length;
            }

            await _stream.WriteAsync(gathered.AsMemory(0, at)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(gathered);
        }

        foreach (var frame in frames)
        {
            if (FrameHead.TryRead(frame.Buffer.AsSpan(frame.Offset, frame.Length), out var head) && head is { Performative: AmqpFormat.Transfer or AmqpFormat.Attach, Handle: { } handle })
            {
                _observer.OnWritten(head.Channel, handle, head.PayloadBytes);
            }
        }
    }

    private async ValueTask NextFrameAsync()
    {
        // Told only now that the library is done with the frame: a link may answer through the library at once.
        if (_holdsForFlow)
        {
            _holdsForFlow = false;
            Release();
        }

        if (_flow is { } flow)
        {
            _flow = null;
            _observer.OnFlow(flow.Channel, flow.Handle!.Value, flow.DeliveryCount, flow.LinkCredit, flow.Drain);
        }

        await WaitWhileStuckAsync().ConfigureAwait(false);
        await FillAsync(FrameHead.Bytes).ConfigureAwait(false);
        var size = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        if (size is < FrameHead.Bytes or > MaxFrameBytes)
        {
            throw new InvalidDataException($"A frame of {size} bytes; {FrameHead.Bytes} to {MaxFrameBytes} are allowed.");
        }

        await FillAsync((int)size).ConfigureAwait(false);
        Inspect(_buffer.AsSpan(_start, (int)size));
        if (_observer.Delay is var delay && delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, _time).ConfigureAwait(false);
        }

        // A flow may open the session's window, and the library then sends all that has waited for it before it reads on.
        if (_isFlow)
        {
            _holdsForFlow = true;
            await HoldAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _checked = (int)size;
    }

    private void Inspect(ReadOnlySpan<byte> frame)
    {
        if (!FrameHead.TryRead(frame, out var head))
        {
            throw new InvalidDataException("A frame that is no AMQP.");
        }

        CurrentChannel = head.Channel;
        _isFlow = false;
        switch (head.Performative)
        {
            case AmqpFormat.Open:
                Volatile.Write(ref _opened, true);
                break;
            case AmqpFormat.Transfer:
                if (!_meter.Count(head.Channel, head.Handle!.Value, head.PayloadBytes, head.More, _observer.IsAuthenticated))
                {
                    throw new InvalidDataException("More message bytes than one connection may leave unfinished.");
                }

                break;
            case AmqpFormat.Flow:
                _isFlow = true;
                _flow = head.Handle is null ? null : head;
                break;
            case AmqpFormat.Detach:
                _observer.OnDetach(head.Channel, head.Handle!.Value);
                break;
        }
    }

    /// <summary>A peer that sends but does not read makes the library queue its answers without end, so it is not read from either.</summary>
    private async ValueTask WaitWhileStuckAsync()
    {
        var sending = Volatile.Read(ref _sending);
        if (!sending.IsCompleted && _time.GetElapsedTime(Volatile.Read(ref _sendBegan)) > StuckAfter)
        {
            await sending.ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync(int needed)
    {
        while (_end - _start < needed)
        {
            MakeRoom(needed);
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException("The peer has closed the connection.");
            }

            _end += read;
            Volatile.Write(ref _lastRead, _time.GetTimestamp());
        }
    }

    private void MakeRoom(int needed)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        // Idle connections keep the small buffer; one that fills it gets the large one.
        if ((needed > _buffer.Length || _end == _buffer.Length) && _buffer.Length < MaxFrameBytes)
        {
            var larger = new byte[MaxFrameBytes];
            _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
            _buffer = larger;
            _end -= _start;
            _start = 0;
        }
        else if (_start + needed > _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
    }
}
