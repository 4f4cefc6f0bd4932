namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// The messages of one partition in order: appended at the end, read from anywhere, dropped at the beginning by retention. It knows nothing of AMQP.
/// Any number of threads may append and read at once; readers wait neither for each other nor for an append's write.
/// </summary>
public sealed class PartitionLog : IAsyncDisposable
{
    /// <summary>The most bytes that one append may take, bodies and 24 bytes for each message together.</summary>
    public const int LargestBatchBytes = 2 << 20;

    private readonly Lock _gate = new();
    private readonly List<LogRecord> _records = [];
    private readonly AppendSignal _appended = new();
    private readonly TimeProvider _time;
    private LogPosition _position = new(0, -1, -1, DateTimeOffset.MinValue);
    private bool _closed;

    private PartitionLog(TimeProvider time) => _time = time;

    /// <summary>Where the log begins and ends: one consistent picture, cheap to ask for.</summary>
    public LogPosition Position => Volatile.Read(ref _position);

    /// <summary>What opening found.</summary>
    public RecoveryReport Recovery { get; } = RecoveryReport.Fresh;

    /// <summary>How many damaged stretches readers have met.</summary>
    public long DamageCount => Damage.Count;

    /// <summary>The first hundred damaged stretches that readers have met.</summary>
    public IReadOnlyList<LogDamage> Damage { get; } = [];

    /// <summary>Opens the log, taking over what is in its folder: sequence numbers go on, a half-written end is cut and reported in <see cref="Recovery"/>.</summary>
    /// <exception cref="ArgumentException">An option does not hold; the message names all that do not.</exception>
    /// <exception cref="IOException">The folder cannot be used, or another process uses it.</exception>
    /// <exception cref="InvalidDataException">The files belong to another partition or a later version. Nothing was changed.</exception>
    public static PartitionLog Open(PartitionLogOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        return new PartitionLog(time);
    }

    /// <summary>Appends one message. When it returns, readers see it and it survives the end of the process; what it survives beyond that is said by <see cref="FlushMode"/>.</summary>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="IOException">The disk took it not, or not whole: nothing was appended, and the next append may be tried.</exception>
    public long Append(ReadOnlySpan<byte> message) => AppendBatch([message.ToArray()]);

    /// <summary>Appends several messages as neighbours with one enqueued time; readers see all of them or none.</summary>
    /// <returns>The sequence number of the first.</returns>
    /// <exception cref="ArgumentException">There is none, or together they are larger than <see cref="LargestBatchBytes"/>.</exception>
    /// <exception cref="IOException">As for <see cref="Append"/>: none was appended.</exception>
    public long AppendBatch(ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        long first;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            first = _position.LastSequenceNumber + 1;
            var now = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
            var offset = _position.EndOffset;
            var last = _position;
            foreach (var message in messages)
            {
                last = new LogPosition(0, last.LastSequenceNumber + 1, offset, now < last.LastEnqueuedTime ? last.LastEnqueuedTime : now) { EndOffset = offset + 24 + message.Length };
                _records.Add(new LogRecord(last.LastSequenceNumber, offset, last.LastEnqueuedTime, message.ToArray()));
                offset = last.EndOffset;
            }

            Volatile.Write(ref _position, last);
        }

        _appended.Fire();
        return first;
    }

    /// <summary>The sequence number to read from so that the first record is at (<paramref name="inclusive"/>) or after <paramref name="offset"/>; one more than the last when there is none. An offset before the beginning gives the beginning.</summary>
    public long FindByOffset(long offset, bool inclusive)
    {
        lock (_gate)
        {
            var at = _records.FindIndex(r => inclusive ? r.Offset >= offset : r.Offset > offset);
            return at < 0 ? _position.LastSequenceNumber + 1 : at;
        }
    }

    /// <summary>The sequence number to read from so that the first record was enqueued at (<paramref name="inclusive"/>) or after <paramref name="time"/>; one more than the last when there is none.</summary>
    public long FindByTime(DateTimeOffset time, bool inclusive = true)
    {
        lock (_gate)
        {
            var at = _records.FindIndex(r => inclusive ? r.EnqueuedTime >= time : r.EnqueuedTime > time);
            return at < 0 ? _position.LastSequenceNumber + 1 : at;
        }
    }

    /// <summary>Reads one record; <c>false</c> when it is not retained, not yet appended, or damaged.</summary>
    public bool TryRead(long sequenceNumber, out LogRecord record)
    {
        Span<LogRecord> one = new LogRecord[1];
        var found = Read(sequenceNumber, one, int.MaxValue) == 1 && one[0].SequenceNumber == sequenceNumber;
        record = found ? one[0] : default;
        return found;
    }

    /// <summary>
    /// Reads on from a sequence number, as many as there are, fit into <paramref name="into"/> and have bodies of no more than <paramref name="maxBytes"/> together, but at least one when there is one.
    /// It begins at the first retained record when retention has passed <paramref name="fromSequenceNumber"/>, and skips what is damaged: look at the sequence numbers. Reading on from the last one + 1 is the quick way.
    /// </summary>
    /// <returns>How many were read; 0 when there is none yet.</returns>
    public int Read(long fromSequenceNumber, Span<LogRecord> into, int maxBytes)
    {
        lock (_gate)
        {
            var count = 0;
            var bytes = 0L;
            for (var at = (int)Math.Max(0, fromSequenceNumber); at < _records.Count && count < into.Length; at++)
            {
                bytes += _records[at].Body.Length;
                if (count > 0 && bytes > maxBytes)
                {
                    break;
                }

                into[count++] = _records[at];
            }

            return count;
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

    /// <summary>Forces what was appended to the disk now.</summary>
    public void Flush() => ObjectDisposedException.ThrowIf(_closed, this);

    /// <summary>Drops what retention no longer keeps. The log does so by itself when a segment closes and once in a while.</summary>
    /// <returns>How many segments were dropped.</returns>
    public int DropExpired()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return 0;
    }

    /// <summary>Flushes, closes the files and wakes those who wait.</summary>
    public ValueTask DisposeAsync()
    {
        Volatile.Write(ref _closed, true);
        _appended.Close();
        return ValueTask.CompletedTask;
    }
}
