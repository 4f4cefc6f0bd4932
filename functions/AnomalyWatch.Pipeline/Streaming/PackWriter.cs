using System.Runtime.InteropServices;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Gathers records of one partition and makes packs of them; see <see cref="PackHeader"/> for the layout.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
public sealed class PackWriter<TRecord>(IRecordCodec<TRecord> codec)
{
    private readonly PackEncoder<TRecord> _encoder = new(codec);
    private readonly List<TRecord> _records = [];
    private readonly List<long> _clocks = [];

    /// <summary>How many records it holds.</summary>
    public int Count => _records.Count;

    /// <summary>Appends a record. <paramref name="clock"/> is its delivery's; null where every record is its own clock.</summary>
    public void Add(in TRecord record, DateTimeOffset? clock)
    {
        _records.Add(record);
        _clocks.Add(clock?.UtcTicks ?? 0);
    }

    /// <summary>
    /// Makes event bodies of the records and forgets them: one body, or as many as it takes for each to keep the limits of
    /// <see cref="PackFormat"/>. The first has the header's sequence, the others the ones after it. Without records it is a body of none.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TakeBodies(PackHeader header)
    {
        var bodies = new List<ReadOnlyMemory<byte>>(1);
        try
        {
            Cut(header, CollectionsMarshal.AsSpan(_records), CollectionsMarshal.AsSpan(_clocks), bodies);
            return bodies;
        }
        finally
        {
            _records.Clear();
            _clocks.Clear();
        }
    }

    private void Cut(PackHeader header, ReadOnlySpan<TRecord> records, ReadOnlySpan<long> clocks, List<ReadOnlyMemory<byte>> bodies)
    {
        var first = header with { Sequence = header.Sequence + bodies.Count };
        first = header.Clock is not null && !clocks.IsEmpty ? first with { Clock = new DateTimeOffset(clocks[0], TimeSpan.Zero) } : first;
        if (records.Length <= PackFormat.MaxRecords && _encoder.TryEncode(first, records, clocks) is { } body)
        {
            bodies.Add(body);
            return;
        }

        if (records.Length < 2)
        {
            throw new InvalidOperationException("A single record is larger than an event body may be.");
        }

        // Nobody knows how well records compress before it is done, so a pack that came out too large is made again as two.
        var half = records.Length / 2;
        Cut(header, records[..half], clocks[..half], bodies);
        Cut(header, records[half..], clocks[half..], bodies);
    }
}
