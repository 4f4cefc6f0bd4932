using System.Collections;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// The entries of a full file and its deltas as one, by key, the latest of each, without those that are gone. All files are in the order of keys, so each is gone
/// through once and only one block of each is unpacked at a time. Each says where it lies. Throws <see cref="SnapshotDamagedException"/> at what cannot be read.
/// </summary>
internal sealed class MergedEntries(IReadOnlyList<SnapshotFile> files, FileNumbers numbers) : IEnumerable<StateEntry>
{
    /// <inheritdoc/>
    public IEnumerator<StateEntry> GetEnumerator()
    {
        var cursors = new List<SnapshotCursor>();
        try
        {
            // By key, and of the same key the latest file first.
            var queue = new PriorityQueue<int, (string Key, int File)>(Comparer<(string Key, int File)>.Create(
                (a, b) => string.CompareOrdinal(a.Key, b.Key) is var byKey and not 0 ? byKey : b.File.CompareTo(a.File)));
            for (var file = 0; file < files.Count; file++)
            {
                var cursor = new SnapshotCursor(files[file]);
                cursors.Add(cursor);
                cursor.ReadHead();
                Enqueue(queue, cursors, file);
            }

            var last = string.Empty;
            while (queue.TryDequeue(out var file, out var place))
            {
                var cursor = cursors[file];
                if (place.Key != last && !cursor.IsGone)
                {
                    yield return new StateEntry(place.Key, cursor.Bytes.ToArray()) { Place = cursor.PlaceIn(numbers.Of(files[file].Header.Name)) };
                }

                last = place.Key;
                Enqueue(queue, cursors, file);
            }
        }
        finally
        {
            cursors.ForEach(cursor => cursor.Dispose());
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void Enqueue(PriorityQueue<int, (string Key, int File)> queue, List<SnapshotCursor> cursors, int file)
    {
        if (cursors[file].MoveNext())
        {
            queue.Enqueue(file, (cursors[file].Key, file));
        }
        else if (cursors[file].Fault is { } fault)
        {
            throw new SnapshotDamagedException(file, fault);
        }
    }
}
