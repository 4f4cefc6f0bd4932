using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// Drops packs that a producer sent again after an unknown outcome. Per producer it keeps the highest sequence and which of the
/// <see cref="Window"/> below it were seen; anything older counts as seen. At most <see cref="MaxProducers"/> producers are remembered,
/// the one silent for longest is forgotten first.
/// </summary>
public sealed class PackDeduplicator
{
    /// <summary>How far below the highest sequence a pack may arrive out of order.</summary>
    public const int Window = 64;

    /// <summary>How many producers are remembered.</summary>
    public const int MaxProducers = 1024;

    // Of at most 128 UTF-16 units, see PackHeader.
    private const int MaxProducerBytes = 3 * 128;

    private readonly Dictionary<string, Seen> _producers = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _leastRecent = new();

    private sealed class Seen(LinkedListNode<string> node)
    {
        public LinkedListNode<string> Node { get; } = node;

        public long Highest { get; set; } = -1;

        /// <summary>Bit i is set when the sequence <see cref="Highest"/> - i was seen.</summary>
        public ulong Bits { get; set; }
    }

    /// <summary>Whether this pack is new; it is remembered from then on. A body that is no pack (no producer) is always new.</summary>
    public bool IsNew(string producer, long sequence)
    {
        if (producer.Length == 0)
        {
            return true;
        }

        var seen = Touch(producer);
        var ahead = sequence - seen.Highest;
        if (ahead > 0)
        {
            seen.Bits = ahead >= Window ? 1 : (seen.Bits << (int)ahead) | 1;
            seen.Highest = sequence;
            return true;
        }

        if (-ahead >= Window || (seen.Bits & (1UL << (int)-ahead)) != 0)
        {
            return false;
        }

        seen.Bits |= 1UL << (int)-ahead;
        return true;
    }

    /// <summary>Writes the producers, the one silent for longest first.</summary>
    internal void Write(StateWriter writer)
    {
        writer.Count(_leastRecent.Count);
        foreach (var producer in _leastRecent)
        {
            var seen = _producers[producer];
            writer.Text(producer);
            writer.Whole(seen.Highest);
            // Signed, since mostly all of them are set and -1 is short.
            writer.Whole((long)seen.Bits);
        }
    }

    /// <summary>Reads them into one that remembers nothing yet; of no use where the reader has failed.</summary>
    internal void Restore(ref StateReader reader)
    {
        var producers = reader.Items(MaxProducers, 3);
        for (var i = 0; i < producers && !reader.Failed; i++)
        {
            var seen = Touch(reader.Text(MaxProducerBytes));
            (seen.Highest, seen.Bits) = (reader.Whole(), (ulong)reader.Whole());
        }

        if (_producers.Count != producers || _producers.ContainsKey(string.Empty))
        {
            reader.Fail();
        }
    }

    private Seen Touch(string producer)
    {
        if (_producers.TryGetValue(producer, out var seen))
        {
            _leastRecent.Remove(seen.Node);
            _leastRecent.AddLast(seen.Node);
            return seen;
        }

        if (_producers.Count >= MaxProducers)
        {
            _producers.Remove(_leastRecent.First!.Value);
            _leastRecent.RemoveFirst();
        }

        seen = new Seen(_leastRecent.AddLast(producer));
        _producers.Add(producer, seen);
        return seen;
    }
}
