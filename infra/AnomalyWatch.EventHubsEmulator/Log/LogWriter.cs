namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// The appending side: one lock, under which a batch gets its numbers and its time, goes to the file, the ring and the index, and is published. Until the file has taken it nothing else changes,
/// so a failure leaves the log as it was.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PartitionLogOptions _options;
    private readonly TimeProvider _time;
    private readonly SegmentFolder? _folder;
    private readonly TailRing _ring;
    private readonly DiskFlusher _flusher;
    private LogView _view;

    // Under the lock: whether a failed write has left bytes behind the end that could not be taken away yet.
    private bool _hasLeftovers;
    private bool _closed;

    public LogWriter(PartitionLogOptions options, TimeProvider time, SegmentFolder? folder, TailRing ring, LogView view)
    {
        // Without files the ring is all there is: small segments, so that little is lost when the oldest gives way.
        _options = folder is null ? options with { SegmentBytes = Math.Min(options.SegmentBytes, ring.Capacity / 8), FlushMode = FlushMode.Never } : options;
        _time = time;
        _folder = folder;
        _ring = ring;
        _view = view;
        _flusher = new DiskFlusher(_options, time);
    }

    public LogView View => Volatile.Read(ref _view);

    /// <summary>Appends prepared records.</summary>
    /// <returns>The sequence number of the first.</returns>
    public long Append(Span<byte> prepared)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _flusher.ThrowWhatFailed();
            var now = Now();
            if (ShouldRoll(prepared.Length, now))
            {
                Roll();
            }

            var before = _view.Position;
            var first = before.LastSequenceNumber + 1;
            var ms = Math.Max(now.ToUnixTimeMilliseconds(), before.LastEnqueuedTime.ToUnixTimeMilliseconds());
            var (records, lastAt) = Seal(prepared, first, ms);
            if (_folder is null)
            {
                MakeRoom(prepared.Length);
            }
            else
            {
                Write(before.EndOffset, prepared);
            }

            Publish(prepared, first, ms);
            Volatile.Write(ref _view, _view with
            {
                Position = new LogPosition(_view.Position.FirstSequenceNumber, first + records - 1, before.EndOffset + lastAt, DateTimeOffset.FromUnixTimeMilliseconds(ms))
                {
                    EndOffset = before.EndOffset + prepared.Length,
                },
            });
            return first;
        }
    }

    public int DropExpired()
    {
        lock (_gate)
        {
            return _closed ? 0 : Drop(Retention.Expired(_view.Segments, _options.RetainedBytes, _options.RetainedFor, Now()));
        }
    }

    public void Flush() => _flusher.Flush();

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }

        try
        {
            _flusher.Dispose();
        }
        finally
        {
            foreach (var segment in _view.Segments)
            {
                segment.Dispose();
            }
        }
    }

    private static (int Records, int LastAt) Seal(Span<byte> prepared, long first, long ms)
    {
        int records = 0, lastAt = 0;
        for (var at = 0; at < prepared.Length; records++)
        {
            lastAt = at;
            at += RecordFrame.Seal(prepared[at..], first + records, ms);
        }

        return (records, lastAt);
    }

    private DateTimeOffset Now() => _time.GetUtcNow();

    private bool ShouldRoll(int more, DateTimeOffset now)
    {
        var active = _view.Segments[^1];
        return active.Index.Count > 0
            && (active.Bytes + more > _options.SegmentBytes
                || (_options.RetainedFor is { } kept && now - DateTimeOffset.FromUnixTimeMilliseconds(active.Index.First.EnqueuedMs) > kept / 4));
    }

    private void Roll()
    {
        var position = _view.Position;
        var header = new SegmentHeader(_options.Partition, position.LastSequenceNumber + 1, position.EndOffset, position.LastEnqueuedTime.ToUnixTimeMilliseconds(), position.LastOffset);
        CutLeftovers();
        var next = Segment.Create(header, _options.Folder);
        Volatile.Write(ref _view, _view with { Segments = [.. _view.Segments, next] });
        Drop(Retention.Expired(_view.Segments, _options.RetainedBytes, _options.RetainedFor, Now()));
    }

    private void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        var active = _view.Segments[^1];
        CutLeftovers();
        try
        {
            var takes = _options.DiskTakes?.Invoke(bytes.Length) ?? bytes.Length;
            active.Write(offset, bytes[..Math.Min(takes, bytes.Length)]);
            if (takes < bytes.Length)
            {
                throw new IOException("The disk is full.");
            }

            _flusher.Written(active);
        }
        catch
        {
            // Left where they are, these bytes could look like records to a later recovery, once something shorter is written over their beginning.
            _hasLeftovers = true;
            TryCutLeftovers();
            throw;
        }
    }

    private void TryCutLeftovers()
    {
        try
        {
            CutLeftovers();
        }
        catch (IOException)
        {
            // The next append tries again, and fails if it still cannot be done.
        }
    }

    private void CutLeftovers()
    {
        if (_hasLeftovers)
        {
            _view.Segments[^1].CutAt(_view.Position.EndOffset);
            _hasLeftovers = false;
        }
    }

    private void MakeRoom(int more)
    {
        var drop = 0;
        while (drop < _view.Segments.Length - 1 && _view.Position.EndOffset + more - _view.Segments[drop].BaseOffset > _ring.Capacity)
        {
            drop++;
        }

        Drop(drop);
    }

    /// <summary>Into the ring and the index; readers are told by the view that follows.</summary>
    private void Publish(ReadOnlySpan<byte> sealedRecords, long first, long ms)
    {
        var active = _view.Segments[^1];
        var offset = _view.Position.EndOffset;
        _ring.Write(offset, sealedRecords);
        for (var at = 0; at < sealedRecords.Length && RecordFrame.TryParse(sealedRecords[at..], out var frame); at += frame.TotalBytes)
        {
            active.Index.Add(new Place(first++, offset + at, ms));
        }

        active.End = offset + sealedRecords.Length;
    }

    private int Drop(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        var dropped = _view.Segments[..count];
        var kept = _view.Segments[count..];
        var position = _view.Position with { FirstSequenceNumber = kept[0].FirstSequenceNumber };
        // Readers are sent on before the files go: who still reads the old view finds them closed and begins again.
        Volatile.Write(ref _view, new LogView(position, kept));
        foreach (var segment in dropped)
        {
            _flusher.Forget(segment);
            _folder?.Delete(segment);
        }

        return count;
    }
}
