using System.Runtime.CompilerServices;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Entries that a fold does not hold, taken over from the files in which they lie into a new one, without more than a block of each file in memory.</summary>
internal sealed class CarriedEntries(PlacedBlobs blobs, FileNumbers numbers, IReadOnlyList<EntryPlace> places)
{
    /// <summary>How many there are.</summary>
    public int Count => places.Count;

    /// <summary>Their bytes with keys and lengths.</summary>
    public long Bytes => places.Sum(place => (long)place.Length);

    /// <summary>
    /// The entries by ordinal order of their keys, each as it stands in its block; valid until the next is asked for. Throws <see cref="SnapshotLostException"/> at what
    /// is gone or damaged.
    /// </summary>
    public async IAsyncEnumerable<(string Key, ReadOnlyMemory<byte> Stored)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A file's entries stand in the order of their keys.
        var next = new PriorityQueue<Walk, string>(StringComparer.Ordinal);
        foreach (var file in places.GroupBy(place => place.File))
        {
            var walk = new Walk(new StoredBlocks(blobs, numbers), [.. file.OrderBy(place => place.Block).ThenBy(place => place.Offset)]);
            if (await walk.MoveNextAsync(cancellationToken).ConfigureAwait(false))
            {
                next.Enqueue(walk, walk.Current.Key);
            }
        }

        while (next.TryDequeue(out var walk, out _))
        {
            yield return walk.Current;
            if (await walk.MoveNextAsync(cancellationToken).ConfigureAwait(false))
            {
                next.Enqueue(walk, walk.Current.Key);
            }
        }
    }

    private sealed class Walk(StoredBlocks blocks, EntryPlace[] places)
    {
        private ReadOnlyMemory<byte> _block;
        private int _next;

        public (string Key, ReadOnlyMemory<byte> Stored) Current { get; private set; }

        public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
        {
            if (_next == places.Length)
            {
                return false;
            }

            var place = places[_next];
            if (_next == 0 || place.Block != places[_next - 1].Block)
            {
                _block = await blocks.ReadAsync(place.File, place.Block, cancellationToken).ConfigureAwait(false);
            }

            _next++;
            var stored = StoredBlocks.EntryAt(_block, place);
            Current = (KeyOf(stored.Span), stored);
            return true;
        }

        private static string KeyOf(ReadOnlySpan<byte> stored)
        {
            var reader = new StateReader(stored);
            return reader.Text(SnapshotFormat.MaxKeyBytes);
        }
    }
}
