using System.Buffers;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// The messages of one partition in order: appended at the end, read from anywhere, dropped at the beginning by retention. It knows nothing of AMQP.
/// Any number of threads may append and read at once; readers wait neither for each other nor for an append's write.
/// </summary>
public sealed class PartitionLog : IAsyncDisposable
{
    /// <summary>The most bytes that one append may take, bodies and 24 bytes for each message together.</summary>
    public const int LargestBatchBytes = 2 << 20;

    private static readonly TimeSpan RetentionCheck = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly SegmentFolder? _folder;
    private readonly DamageRecorder _damage = new();
    private readonly AppendSignal _appended = new();
    private readonly LogReader _reader;
    private readonly LogWriter _writer;
    private readonly ITimer _retentionTimer;
    private bool _closed;

    private PartitionLog(PartitionLogOptions options, TimeProvider time, SegmentFolder? folder, LogView view, RecoveryReport recovery)
    {
        _time = time;
        _folder = folder;
        Recovery = recovery;
        var ring = new TailRing(options.MemoryBytes, view.Position.EndOffset);
        _reader = new LogReader(ring, _damage);
        _writer = new LogWriter(options, time, folder, ring, view);
        _retentionTimer = time.CreateTimer(_ => _writer.DropExpired(), null, RetentionCheck, RetentionCheck);
    }

    /// <summary>Where the log begins and ends: one consistent picture, cheap to ask for.</summary>
    public LogPosition Position => _writer.View.Position;

    /// <summary>What opening found.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>How many damaged stretches readers have met since the log was opened.</summary>
    public long DamageCount => _damage.Count;

    /// <summary>The first hundred damaged stretches that readers have met.</summary>
    public IReadOnlyList<LogDamage> Damage => _damage.Reported;

    /// <summary>Opens the log, taking over what is in its folder: sequence numbers go on, a half-written end is cut and reported in <see cref="Recovery"/>.</summary>
    /// <exception cref="ArgumentException">An option does not hold; the message names all that do not.</exception>
    /// <exception cref="IOException">The folder cannot be used, or another process uses it.</exception>
    /// <exception cref="InvalidDataException">The files belong to another partition or a later version. No record was changed.</exception>
    public static PartitionLog Open(PartitionLogOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        if (options.Folder is null)
        {
            var first = Segment.Create(new SegmentHeader(options.Partition, 0, 0, SegmentHeader.NoTime, -1), null);
            return new PartitionLog(options, time, null, SegmentFolder.Begin(first), RecoveryReport.Fresh);
        }

        var folder = SegmentFolder.Hold(options.Folder, options.Partition);
        try
        {
            var (view, report) = folder.Recover();
            return new PartitionLog(options, time, folder, view, report);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Appends one message. When it returns, readers see it and it survives the end of the process; what it survives beyond that is said by <see cref="FlushMode"/>.</summary>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="ArgumentException">It is larger than <see cref="LargestBatchBytes"/> allows.</exception>
    /// <exception cref="IOException">The disk did not take it, or not whole: nothing was appended, and the next append may be tried.</exception>
    public long Append(ReadOnlySpan<byte> message)
    {
        var total = Measured(RecordFrame.HeaderBytes + (long)message.Length);
        var frames = ArrayPool<byte>.Shared.Rent(total);
        try
        {
            RecordFrame.Prepare(frames, message);
            return Commit(frames.AsSpan(0, total));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frames);
        }
    }

    /// <summary>Appends several messages as neighbours with one enqueued time; readers see all of them or none. (A crash in the middle of the write may leave the first few: none was acknowledged.)</summary>
    /// <returns>The sequence number of the first.</returns>
    /// <exception cref="ArgumentException">There is none, or together they are larger than <see cref="LargestBatchBytes"/>.</exception>
    /// <exception cref="IOException">As for <see cref="Append"/>: none was appended.</exception>
    public long AppendBatch(ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        if (messages.IsEmpty)
        {
            throw new ArgumentException("A batch holds at least one message.", nameof(messages));
        }

        var bytes = (long)messages.Length * RecordFrame.HeaderBytes;
        foreach (var message in messages)
        {
            bytes += message.Length;
        }

        var total = Measured(bytes);
        var frames = ArrayPool<byte>.Shared.Rent(total);
        try
        {
            var at = 0;
            foreach (var message in messages)
            {
                at += RecordFrame.Prepare(frames.AsSpan(at), message.Span);
            }

            return Commit(frames.AsSpan(0, total));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frames);
        }
    }

    /// <summary>The sequence number to read from so that the first record is at (<paramref name="inclusive"/>) or after <paramref name="offset"/>; one more than the last when there is none. An offset before the beginning gives the beginning.</summary>
    public long FindByOffset(long offset, bool inclusive) =>
        Find(new SearchKey(SearchKey.By.Offset, inclusive || offset == long.MaxValue ? offset : offset + 1));

    /// <summary>The sequence number to read from so that the first record was enqueued at (<paramref name="inclusive"/>) or after <paramref name="time"/>; one more than the last when there is none.</summary>
    public long FindByTime(DateTimeOffset time, bool inclusive = true)
    {
        // Enqueued times are whole milliseconds: the first one that is not before (or is after) the given time.
        var ms = time.ToUnixTimeMilliseconds();
        var whole = time.UtcTicks % TimeSpan.TicksPerMillisecond == 0;
        return Find(new SearchKey(SearchKey.By.Time, inclusive && whole ? ms : ms + 1));
    }

    /// <summary>Reads one record; <c>false</c> when it is not retained, not yet appended, or damaged.</summary>
    public bool TryRead(long sequenceNumber, out LogRecord record)
    {
        record = default;
        if (Read(sequenceNumber, new Span<LogRecord>(ref record), int.MaxValue) == 1 && record.SequenceNumber == sequenceNumber)
        {
            return true;
        }

        record = default;
        return false;
    }

    /// <summary>
    /// Reads on from a sequence number, as many as there are, fit into <paramref name="into"/> and have bodies of no more than <paramref name="maxBytes"/> together, but at least one when there is one.
    /// It begins at the first retained record when retention has passed <paramref name="fromSequenceNumber"/>, and skips what is damaged: look at the sequence numbers. Reading on from the last one + 1 is the quick way.
    /// </summary>
    /// <param name="fromSequenceNumber">Where to begin.</param>
    /// <param name="into">Where to put the records.</param>
    /// <param name="maxBytes">How many bytes of bodies at most.</param>
    /// <param name="scratch">Memory of the caller's that bodies may lie in; they hold for as long as he leaves it alone. Without it they lie in memory of their own.</param>
    /// <returns>How many were read; 0 when there is none yet.</returns>
    public int Read(long fromSequenceNumber, Span<LogRecord> into, int maxBytes, Memory<byte> scratch = default)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), this);
            if (_reader.Read(_writer.View, fromSequenceNumber, into, maxBytes, scratch) is { } read)
            {
                return read;
            }
        }
    }

    /// <summary>Completes when a record after <paramref name="afterSequenceNumber"/> exists, at once when there is one already. A wake-up cannot be lost between a read and this call.</summary>
    /// <exception cref="ObjectDisposedException">The log was closed meanwhile.</exception>
    public async Task WaitForAppendAsync(long afterSequenceNumber, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _appended.Next();
            if (Position.LastSequenceNumber > afterSequenceNumber)
            {
                return;
            }

            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), this);
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forces what was appended to the disk now, whatever the mode.</summary>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), this);
        _writer.Flush();
    }

    /// <summary>Drops what retention no longer keeps. The log does so by itself when a segment closes and every minute.</summary>
    /// <returns>How many segments were dropped.</returns>
    public int DropExpired()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), this);
        return _writer.DropExpired();
    }

    /// <summary>Flushes unless the mode is <see cref="FlushMode.Never"/>, closes the files and wakes those who wait.</summary>
    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    internal void Close()
    {
        if (Interlocked.Exchange(ref _closed, true))
        {
            return;
        }

        _appended.Close();
        _retentionTimer.Dispose();
        try
        {
            _writer.Dispose();
        }
        finally
        {
            _folder?.Dispose();
        }
    }

    private static int Measured(long bytes) => bytes <= LargestBatchBytes
        ? (int)bytes
        : throw new ArgumentException($"The messages take {bytes} bytes in the log; at most {LargestBatchBytes} are appended at once.");

    private long Commit(Span<byte> prepared)
    {
        var first = _writer.Append(prepared);
        _appended.Fire();
        return first;
    }

    private long Find(SearchKey key)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), this);
            if (_reader.Find(_writer.View, key) is { } place)
            {
                return place.SequenceNumber;
            }
        }
    }
}
