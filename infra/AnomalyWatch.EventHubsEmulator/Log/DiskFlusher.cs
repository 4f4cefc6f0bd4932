namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>Forces written segments to the disk as the mode says. With an interval the timer is wound by the first write after a flush, so an idle log does nothing.</summary>
internal sealed class DiskFlusher : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _flushing = new();
    private readonly PartitionLogOptions _options;
    private readonly ITimer? _timer;
    private readonly HashSet<Segment> _dirty = [];
    private IOException? _failed;

    public DiskFlusher(PartitionLogOptions options, TimeProvider time)
    {
        _options = options;
        if (options.FlushMode == FlushMode.Interval)
        {
            _timer = time.CreateTimer(_ => FlushInBackground(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Told after each write, before anybody learns of it.</summary>
    public void Written(Segment segment)
    {
        if (_options.FlushMode == FlushMode.EveryAppend)
        {
            FlushToDisk(segment);
            return;
        }

        lock (_gate)
        {
            if (_dirty.Add(segment) && _dirty.Count == 1)
            {
                _timer?.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Forget(Segment segment)
    {
        lock (_gate)
        {
            _dirty.Remove(segment);
        }
    }

    /// <summary>A flush in the background has nobody to tell that it failed, so the next append is told.</summary>
    public void ThrowWhatFailed()
    {
        if (Interlocked.Exchange(ref _failed, null) is { } failed)
        {
            throw new IOException($"What was appended before could not be forced to the disk: {failed.Message}", failed);
        }
    }

    public void Flush()
    {
        // One at a time: who asks for a flush must not return while another's is still under way.
        lock (_flushing)
        {
            Segment[] segments;
            lock (_gate)
            {
                segments = [.. _dirty];
                _dirty.Clear();
            }

            for (var at = 0; at < segments.Length; at++)
            {
                try
                {
                    FlushToDisk(segments[at]);
                }
                catch (ObjectDisposedException)
                {
                    // Retention has dropped it meanwhile.
                }
                catch (IOException)
                {
                    Array.ForEach(segments[at..], Remember);
                    throw;
                }
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        if (_options.FlushMode != FlushMode.Never)
        {
            Flush();
        }
    }

    private void FlushToDisk(Segment segment)
    {
        _options.DiskFlushes?.Invoke();
        segment.FlushToDisk();
    }

    private void Remember(Segment segment)
    {
        lock (_gate)
        {
            _dirty.Add(segment);
            _timer?.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void FlushInBackground()
    {
        try
        {
            Flush();
        }
        catch (IOException e)
        {
            Interlocked.Exchange(ref _failed, e);
        }
    }
}
