using System.Buffers;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// Reads a view of the log: from the ring where it still holds the bytes, else from the file with every checksum verified. Reading and finding answer <c>null</c> when the view has grown too old to be read
/// (retention has dropped a segment of it); the caller then takes the newest view and begins again.
/// </summary>
internal sealed class LogReader(TailRing ring, DamageRecorder damage)
{
    private const int BlockBytes = 64 << 10;

    // Where the last reads ended, by sequence number: who reads on finds his place without a search. A lost entry costs a search, no more.
    private readonly Known?[] _ends = new Known?[64];

    /// <summary>The first record that reaches the key; the end of the log when none does.</summary>
    public Place? Find(LogView view, SearchKey key)
    {
        try
        {
            return FindIn(view, key);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    public int? Read(LogView view, long from, Span<LogRecord> into, int maxBytes, Memory<byte> scratch)
    {
        try
        {
            return ReadIn(view, from, new ReadBatch(into, maxBytes, scratch));
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private Place? FindIn(LogView view, SearchKey key)
    {
        var at = view.Segments.Length - 1;
        while (at > 0 && !BeginsBefore(view.Segments[at], key))
        {
            at--;
        }

        for (; at < view.Segments.Length; at++)
        {
            var segment = view.Segments[at];
            var start = new Place(segment.FirstSequenceNumber, segment.BaseOffset, segment.TimeBefore);
            if (view.EndOf(at) > start.Offset && key.Kind != SearchKey.By.Time && key.IsReachedBy(start))
            {
                return start;
            }

            if (Walk(view, at, key) is not { } walked)
            {
                return null;
            }

            if (walked.Found is { } place)
            {
                return place;
            }
        }

        return EndOf(view);
    }

    private int? ReadIn(LogView view, long from, ReadBatch batch)
    {
        if (from > view.Position.LastSequenceNumber || view.Position.IsEmpty)
        {
            return 0;
        }

        from = Math.Max(from, view.Position.FirstSequenceNumber);
        if ((Recall(from) ?? FindIn(view, new SearchKey(SearchKey.By.SequenceNumber, from))) is not { } place)
        {
            return null;
        }

        while (!batch.IsFull && place.Offset < view.Position.EndOffset)
        {
            var at = view.SegmentAt(place.Offset);
            if (place.Offset >= view.EndOf(at))
            {
                place = CrossOver(view, at, place);
                continue;
            }

            var before = batch.Count;
            if (ReadBlock(view, at, place, ref batch) is not { } next)
            {
                return batch.Count > 0 ? batch.Count : null;
            }

            if (next == place && !batch.IsFull)
            {
                next = SkipDamage(view, at, place);
            }
            else if (batch.Count == before)
            {
                break;
            }

            place = next;
        }

        if (batch.Count > 0)
        {
            _ends[place.SequenceNumber & (_ends.Length - 1)] = new Known(place);
        }

        return batch.Count;
    }

    /// <summary>Takes records from one block; gives the place behind the last one taken, which is the place itself when the first was damaged.</summary>
    private Place? ReadBlock(LogView view, int at, Place place, ref ReadBatch batch)
    {
        var segment = view.Segments[at];
        var left = view.EndOf(at) - place.Offset;
        var wanted = (int)Math.Min(left, batch.Room == 1 ? RecordFrame.HeaderBytes : Math.Clamp(batch.BytesLeft, 4 << 10, BlockBytes));
        while (true)
        {
            var block = batch.Block(wanted);
            if (Fetch(segment, place.Offset, block.Span) is not { } fetched)
            {
                return null;
            }

            if (!RecordFrame.TryParse(block.Span[..fetched.Count], out var first) || first.SequenceNumber != place.SequenceNumber || first.TotalBytes > left)
            {
                return place;
            }

            if (first.TotalBytes <= wanted)
            {
                return Take(block[..fetched.Count], place, !fetched.FromRing, ref batch);
            }

            // Only the header was asked for, or the record is larger than a block: now its size is known.
            wanted = first.TotalBytes;
        }
    }

    private static Place Take(ReadOnlyMemory<byte> block, Place place, bool check, ref ReadBatch batch)
    {
        var used = 0;
        while (!batch.IsFull && RecordFrame.TryParse(block.Span[used..], out var frame) && frame.TotalBytes <= block.Length - used)
        {
            if (frame.SequenceNumber != place.SequenceNumber || (check && !frame.Holds(block.Span[used..])))
            {
                break;
            }

            var body = block.Slice(used + RecordFrame.HeaderBytes, frame.BodyBytes);
            if (!batch.TryAdd(new LogRecord(place.SequenceNumber, place.Offset, DateTimeOffset.FromUnixTimeMilliseconds(frame.EnqueuedMs), body)))
            {
                break;
            }

            used += frame.TotalBytes;
            place = new Place(place.SequenceNumber + 1, place.Offset + frame.TotalBytes, frame.EnqueuedMs);
        }

        return place;
    }

    /// <summary>On to the next segment; if it does not begin with the number that is due, the end of this one is missing.</summary>
    private Place CrossOver(LogView view, int at, Place place)
    {
        var next = StartOf(view, at + 1);
        if (next.SequenceNumber != place.SequenceNumber)
        {
            damage.Note(new LogDamage(view.Segments[at].Name, place.Offset, place.SequenceNumber, next.SequenceNumber));
        }

        return next;
    }

    /// <summary>The next place that is known to begin a record.</summary>
    private Place SkipDamage(LogView view, int at, Place place)
    {
        var segment = view.Segments[at];
        var next = segment.Index.FirstAfter(place.Offset) is { } noted && noted.Offset < view.EndOf(at) ? noted : StartOf(view, at + 1);
        damage.Note(new LogDamage(segment.Name, place.Offset, place.SequenceNumber, next.SequenceNumber));
        return next;
    }

    /// <summary>Looks through one segment from the nearest noted place, header by header.</summary>
    private (Place? Found, bool Walked)? Walk(LogView view, int at, SearchKey key)
    {
        var segment = view.Segments[at];
        var end = view.EndOf(at);
        var place = segment.Index.LastBefore(key) ?? new Place(segment.FirstSequenceNumber, segment.BaseOffset, segment.TimeBefore);
        var buffer = ArrayPool<byte>.Shared.Rent(SparseIndex.SpacingBytes);
        try
        {
            while (place.Offset < end)
            {
                var bytes = buffer.AsSpan(0, (int)Math.Min(SparseIndex.SpacingBytes, end - place.Offset));
                if (Fetch(segment, place.Offset, bytes) is not { } fetched)
                {
                    return null;
                }

                var began = place;
                for (var used = 0L; used < fetched.Count && RecordFrame.TryParse(bytes[(int)used..fetched.Count], out var frame) && frame.SequenceNumber == place.SequenceNumber;)
                {
                    place = place with { EnqueuedMs = frame.EnqueuedMs };
                    if (key.IsReachedBy(place))
                    {
                        return (place, true);
                    }

                    used += frame.TotalBytes;
                    place = new Place(place.SequenceNumber + 1, place.Offset + frame.TotalBytes, frame.EnqueuedMs);
                }

                if (place.SequenceNumber == began.SequenceNumber && place.Offset < end)
                {
                    place = SkipDamage(view, at, place);
                    if (place.Offset < end && key.IsReachedBy(place))
                    {
                        return (place, true);
                    }
                }
            }

            return (null, true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private (int Count, bool FromRing)? Fetch(Segment segment, long offset, Span<byte> into)
    {
        if (ring.TryCopy(offset, into))
        {
            return (into.Length, true);
        }

        return segment.HasFile ? (segment.Read(offset, into), false) : null;
    }

    private Place? Recall(long sequenceNumber) =>
        Volatile.Read(ref _ends[sequenceNumber & (_ends.Length - 1)]) is { } known && known.Place.SequenceNumber == sequenceNumber ? known.Place : null;

    private static bool BeginsBefore(Segment segment, SearchKey key) => key.Kind switch
    {
        SearchKey.By.SequenceNumber => segment.FirstSequenceNumber <= key.Value,
        SearchKey.By.Offset => segment.BaseOffset <= key.Value,
        _ => segment.TimeBefore != SegmentHeader.NoTime && segment.TimeBefore < key.Value,
    };

    private static Place StartOf(LogView view, int segment) =>
        segment < view.Segments.Length
            ? new Place(view.Segments[segment].FirstSequenceNumber, view.Segments[segment].BaseOffset, view.Segments[segment].TimeBefore)
            : EndOf(view);

    private static Place EndOf(LogView view) => new(view.Position.LastSequenceNumber + 1, view.Position.EndOffset, 0);

    private sealed record Known(Place Place);
}
