using System.Globalization;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Cuts entries that are longer than a file takes into parts that lie behind one another, and joins them again: the second part of <c>key</c> is <c>key</c>, a
/// NUL and 0001. A fold's own keys hold no NUL.
/// </summary>
internal sealed class EntryParts(int partBytes = SnapshotFormat.MaxEntryBytes)
{
    private const char Separator = '\0';

    // Only those that have more than one; what a shorter one no longer needs must go.
    private readonly Dictionary<string, int> _parts = new(StringComparer.Ordinal);

    /// <summary>Cuts what is too long, and says of parts that are no longer needed that they are gone.</summary>
    public IReadOnlyList<StateEntry> Cut(IReadOnlyList<StateEntry> entries)
    {
        if (_parts.Count == 0 && entries.All(entry => entry.Bytes is not { } bytes || bytes.Length <= partBytes))
        {
            return entries;
        }

        var cut = new List<StateEntry>(entries.Count);
        foreach (var entry in entries)
        {
            var (key, bytes) = entry;
            var length = bytes?.Length ?? 0;
            var parts = Math.Max(1, (length + partBytes - 1) / partBytes);
            if (parts == 1)
            {
                cut.Add(entry);
            }

            for (var part = 0; parts > 1 && part < parts; part++)
            {
                cut.Add(new StateEntry(KeyOf(key, part), bytes?.Slice(part * partBytes, Math.Min(partBytes, length - (part * partBytes)))));
            }

            for (var gone = parts; gone < _parts.GetValueOrDefault(key, 1); gone++)
            {
                cut.Add(new StateEntry(KeyOf(key, gone), null));
            }

            Note(key, parts);
        }

        return cut;
    }

    /// <summary>Joins what was cut; parts follow the first in ordinal order.</summary>
    public IEnumerable<StateEntry> Join(IEnumerable<StateEntry> entries)
    {
        var key = "";
        var place = default(EntryPlace);
        var parts = new List<ReadOnlyMemory<byte>>();
        foreach (var entry in entries)
        {
            var (name, bytes) = entry;
            if (parts.Count > 0 && name == KeyOf(key, parts.Count))
            {
                parts.Add(bytes!.Value);
                continue;
            }

            if (parts.Count > 0)
            {
                yield return Joined(key, place, parts);
                parts.Clear();
            }

            (key, place) = (name, entry.Place);
            parts.Add(bytes!.Value);
        }

        if (parts.Count > 0)
        {
            yield return Joined(key, place, parts);
        }
    }

    private StateEntry Joined(string key, EntryPlace place, List<ReadOnlyMemory<byte>> parts)
    {
        Note(key, parts.Count);
        if (parts.Count == 1)
        {
            return new StateEntry(key, parts[0]) { Place = place };
        }

        var bytes = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(bytes.AsMemory(at));
            at += part.Length;
        }

        return new StateEntry(key, bytes);
    }

    private void Note(string key, int parts)
    {
        if (parts > 1)
        {
            _parts[key] = parts;
        }
        else
        {
            _parts.Remove(key);
        }
    }

    private static string KeyOf(string key, int part) => part == 0 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}{Separator}{part:x4}");
}
