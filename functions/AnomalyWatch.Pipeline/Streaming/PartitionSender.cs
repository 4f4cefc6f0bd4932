namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// Sends the packs of one partition one after the other, so that their order in the log is that in which deliveries came. A pack whose
/// fate is unknown is sent again under its own sequence, and dropped by the reader if it had arrived.
/// </summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
internal sealed class PartitionSender<TRecord> : IDisposable
{
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _send;
    private readonly string _producer;
    private readonly BatchingOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly PartitionBatches<TRecord> _batches;
    private readonly PackWriter<TRecord> _writer;
    private readonly WaitingRoom _room;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private bool _isSending;
    private long _sequence;

    /// <summary>Makes a sender with nothing to send.</summary>
    public PartitionSender(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send, IRecordCodec<TRecord> codec, string producer, BatchingOptions options, TimeProvider time)
    {
        (_send, _producer, _options, _time) = (send, producer, options, time);
        _batches = new PartitionBatches<TRecord>(options, time);
        _writer = new PackWriter<TRecord>(codec);
        _room = new WaitingRoom(options.MaxWaitingBytes);
        _timer = time.CreateTimer(_ => Begin(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The bytes that are waiting or on their way.</summary>
    public long WaitingBytes => _room.Taken;

    /// <summary>Waits for room, joins the queue, and returns when the log has all of it. Cancelling ends the waiting, not what has joined.</summary>
    public async Task SendAsync(PendingDelivery<TRecord> delivery, CancellationToken cancellationToken)
    {
        await _room.EnterAsync(delivery.Bytes, () => Join(delivery), cancellationToken).ConfigureAwait(false);
        // After the end too: there it fails what has joined, and lets in who waits for room, to fail as well.
        Begin();
        await delivery.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up what has not been sent.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _timer.Dispose();
        Begin();
    }

    private void Join(PendingDelivery<TRecord> delivery)
    {
        lock (_lock)
        {
            _batches.Add(delivery);
        }
    }

    /// <summary>Sends what is due, unless that is happening already; where nothing is due yet, sees to it later.</summary>
    private void Begin()
    {
        lock (_lock)
        {
            if (_isSending || !IsDue())
            {
                return;
            }

            _isSending = true;
        }

        // Not awaited: it ends by itself and tells each delivery what became of it. It begins on this thread, so that a hub in memory has
        // all of it when this returns, which keeps a replay free of threads.
        _ = SendDueAsync();
    }

    private bool IsDue()
    {
        var due = _batches.Due();
        if (due > TimeSpan.Zero && !_stop.IsCancellationRequested)
        {
            _timer.Change(due.Value, Timeout.InfiniteTimeSpan);
        }

        return due is not null && (due == TimeSpan.Zero || _stop.IsCancellationRequested);
    }

    private async Task SendDueAsync()
    {
        while (true)
        {
            List<(PendingDelivery<TRecord> Delivery, bool IsWhole)> taken;
            lock (_lock)
            {
                if (!IsDue())
                {
                    _isSending = false;
                    return;
                }

                taken = _batches.Take(_writer);
            }

            Exception? failure = null;
            try
            {
                await SendPackAsync(taken[^1].Delivery).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Whatever it was, it is the deliveries' to know, and the next pack's chance is as good as ever.
                failure = exception;
            }

            foreach (var (delivery, isWhole) in taken)
            {
                Settle(delivery, isWhole, failure);
            }
        }
    }

    private void Settle(PendingDelivery<TRecord> delivery, bool isWhole, Exception? failure)
    {
        if (isWhole)
        {
            _room.Leave(delivery.Bytes);
        }

        if (failure is not null)
        {
            delivery.Fail(failure);
        }
        else if (isWhole)
        {
            delivery.Complete();
        }
    }

    private async Task SendPackAsync(PendingDelivery<TRecord> like)
    {
        if (_writer.Count == 0 && like.Mark == PackMark.Records)
        {
            return; // only the rest of a delivery that had failed
        }

        var bodies = _writer.TakeBodies(new PackHeader(like.Source, _producer, _sequence, like.Clock, like.Mode, like.Mark));
        _sequence += bodies.Count;
        foreach (var body in bodies)
        {
            await SendBodyAsync(body).ConfigureAwait(false);
        }
    }

    private async Task SendBodyAsync(ReadOnlyMemory<byte> body)
    {
        var pause = _options.RetryPause;
        for (var attempt = 1; ; attempt++)
        {
            _stop.Token.ThrowIfCancellationRequested();
            try
            {
                await _send(body, _stop.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (attempt < _options.Attempts && exception is not (ArgumentException or OperationCanceledException))
            {
                StreamingMeters.Resends.Add(1);
            }

            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
            pause *= 2;
        }
    }
}
