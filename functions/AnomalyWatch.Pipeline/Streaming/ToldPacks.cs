namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// What a hub's partitions hold already: how far each was when we began, and the last pack of every producer in it. A fold that begins anew at the
/// log's beginning comes to the same results and would write them all a second time; the reader would drop them, but the log would grow with every start.
/// </summary>
public sealed class ToldPacks
{
    /// <summary>Producers beyond this number are not remembered: their packs are sent again and dropped by the reader.</summary>
    public const int MaxProducers = 10_000;

    private readonly Dictionary<(int Partition, string Producer), long> _packs = [];
    private readonly long[] _ends;

    private ToldPacks(int partitions) => _ends = [.. Enumerable.Repeat(-1L, partitions)];

    /// <summary>Nothing told before.</summary>
    public static ToldPacks None(IInvocationHub hub) => new(hub.PartitionCount);

    /// <summary>Reads all that a hub retains.</summary>
    public static async Task<ToldPacks> ReadAsync(IInvocationHub hub, CancellationToken cancellationToken)
    {
        var told = new ToldPacks(hub.PartitionCount);
        for (var partition = 0; partition < hub.PartitionCount; partition++)
        {
            told._ends[partition] = await hub.GetLastSequenceNumberAsync(partition, cancellationToken).ConfigureAwait(false);
            await foreach (var hubEvent in hub.ReadAsync(partition, 0, told._ends[partition], cancellationToken).ConfigureAwait(false))
            {
                if (PackReader.TryReadHeader(hubEvent, out var header, out _, out _) && header!.Producer.Length > 0)
                {
                    told.Note(partition, header);
                }
            }
        }

        return told;
    }

    /// <summary>The last event that was there when we began, -1 for none.</summary>
    public long End(int partition) => _ends[partition];

    /// <summary>Whether a pack is there already. A producer's packs rise from one to the next.</summary>
    public bool Has(int partition, string producer, long sequence) =>
        _packs.TryGetValue((partition, producer), out var last) && sequence <= last;

    private void Note(int partition, PackHeader header)
    {
        if (_packs.TryGetValue((partition, header.Producer), out var last) ? header.Sequence > last : _packs.Count < MaxProducers)
        {
            _packs[(partition, header.Producer)] = header.Sequence;
        }
    }
}
