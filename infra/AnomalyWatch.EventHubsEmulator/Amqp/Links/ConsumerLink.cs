using System.Buffers;
using Amqp;
using Amqp.Listener;
using AnomalyWatch.EventHubsEmulator.Amqp.Transport;
using AnomalyWatch.EventHubsEmulator.Amqp.Wire;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>
/// Sends the events of a partition to one receiver, never on a producer's thread. It sends what there is credit for, and no more than the
/// socket takes: credit is the receiver's word, and a receiver that grants four billion and reads nothing must not fill our memory.
/// </summary>
internal sealed class ConsumerLink(ListenerLink link, BoundedTransport transport, PartitionLog log, long from, bool tellEnd, TimeProvider time) : IOutgoingLink, IDisposable
{
    private const int TurnEvents = 256;
    private const int TurnBytes = 256 << 10;
    private const int ScratchBytes = 384 << 10;
    private const long MaxUnwritten = 1 << 20;

    private static readonly TimeSpan Unreadable = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(1);

    private readonly LinkCredit _credit = new();
    private readonly AppendSignal _changed = new();
    private readonly Lock _sending = new();
    private readonly CancellationTokenSource _closed = new();

    private long _next = from;
    private long _unwritten;
    private bool _attached;
    private bool _stopped;
    private Task? _appended;

    /// <summary>Begins to send as credit comes.</summary>
    public void Start() => _ = RunAsync(_closed.Token);

    /// <inheritdoc/>
    public void OnFlow(uint deliveryCount, uint credit, bool drain)
    {
        _credit.Grant(deliveryCount, credit, drain);
        _changed.Fire();
    }

    /// <inheritdoc/>
    public void OnWritten(int bytes)
    {
        // The first that is written of a link is our attach; deliveries must not pass it, and the library lets them.
        if (!Volatile.Read(ref _attached))
        {
            Volatile.Write(ref _attached, true);
            _changed.Fire();
            return;
        }

        var left = Interlocked.Add(ref _unwritten, -bytes);
        if (left < MaxUnwritten && left + bytes >= MaxUnwritten)
        {
            _changed.Fire();
        }
    }

    /// <inheritdoc/>
    public void StopSending()
    {
        lock (_sending)
        {
            _stopped = true;
        }

        // What we gave to the library another link's thread may be writing, and it looks only afterwards whether the link still is: a transfer
        // behind the detach makes .NET clients close the connection, or reaches the next link with the same handle. What waits for the
        // session's window is not written and goes with the link.
        SpinWait.SpinUntil(
            () => Interlocked.Read(ref _unwritten) <= 0 || !Volatile.Read(ref LibraryInternals.IsWriting(link.Session)) || _closed.IsCancellationRequested,
            StopsWithin);
    }

    /// <inheritdoc/>
    public void OnClosed()
    {
        _closed.Cancel();
        _changed.Close();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _closed.Dispose();

    private async Task RunAsync(CancellationToken closed)
    {
        await Task.Yield();
        var records = new LogRecord[TurnEvents];
        try
        {
            while (!closed.IsCancellationRequested && !Volatile.Read(ref _stopped))
            {
                // Taken before anything is looked at, so that what changes meanwhile wakes us.
                var changed = _changed.Next();
                var room = Math.Min(_credit.Available, TurnEvents);
                if (room == 0)
                {
                    await FinishDrainOrWaitAsync(changed).ConfigureAwait(false);
                    continue;
                }

                if (!Volatile.Read(ref _attached) || Interlocked.Read(ref _unwritten) >= MaxUnwritten)
                {
                    await changed.ConfigureAwait(false);
                    continue;
                }

                var end = log.Position;
                if (end.LastSequenceNumber < _next || await SendTurnAsync(records, room, end, closed).ConfigureAwait(false) == 0)
                {
                    await WaitForMoreAsync(end, changed, closed).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is AmqpException or ObjectDisposedException or OperationCanceledException)
        {
            // The link, its connection or the log ended; whoever ended it has told the peer.
        }
    }

    private async Task<int> SendTurnAsync(LogRecord[] records, int room, LogPosition end, CancellationToken closed)
    {
        await transport.HoldAsync(closed).ConfigureAwait(false);
        var scratch = ArrayPool<byte>.Shared.Rent(ScratchBytes);
        try
        {
            var read = log.Read(_next, records.AsSpan(0, room), TurnBytes, scratch);
            for (var i = 0; i < read && _credit.TryTake(); i++)
            {
                Send(records[i], end);
            }

            Array.Clear(records, 0, read);
            return read;
        }
        finally
        {
            transport.Release();
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private void Send(in LogRecord record, LogPosition end)
    {
        PartitionEnd? told = tellEnd
            ? new PartitionEnd(end.LastSequenceNumber, end.LastOffset, end.LastEnqueuedTime.ToUnixTimeMilliseconds(), time.GetUtcNow().ToUnixTimeMilliseconds())
            : null;
        var bytes = DeliveryEncoding.Encode(
            record.Body.Span, record.SequenceNumber, record.Offset, record.EnqueuedTime.ToUnixTimeMilliseconds(), told, out var length);
        var buffer = new ByteBuffer(bytes, 0, length, length);
        lock (_sending)
        {
            if (_stopped)
            {
                return;
            }

            Interlocked.Add(ref _unwritten, length);
            link.SendMessage(new RawMessage(buffer), buffer);
        }

        _next = record.SequenceNumber + 1;
    }

    private Task FinishDrainOrWaitAsync(Task changed)
    {
        if (!_credit.TryFinishDrain())
        {
            return changed;
        }

        link.CompleteDrain();
        return Task.CompletedTask;
    }

    private async Task WaitForMoreAsync(LogPosition end, Task changed, CancellationToken closed)
    {
        if (_credit.TryFinishDrain())
        {
            link.CompleteDrain();
            return;
        }

        // Nothing was read although there should be something: what is damaged at the end must neither keep us turning nor hold back what follows.
        if (end.LastSequenceNumber >= _next)
        {
            await Task.WhenAny(changed, Task.Delay(Unreadable, time, closed)).ConfigureAwait(false);
            return;
        }

        _appended ??= log.WaitForAppendAsync(_next - 1, closed);
        if (await Task.WhenAny(_appended, changed).ConfigureAwait(false) == _appended)
        {
            await _appended.ConfigureAwait(false);
            _appended = null;
        }
    }
}
