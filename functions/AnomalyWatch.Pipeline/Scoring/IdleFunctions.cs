using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// The functions of a partition that are not in memory as objects. Of each there is the hash of its name, its number, when it must be looked at, and either its
/// bytes or the place where a snapshot has them. What is not in a snapshot yet stays here as bytes.
/// </summary>
internal sealed class IdleFunctions
{
    private readonly Dictionary<EntryId, Entry> _byId = [];
    private readonly List<EntryId> _brought = [];
    private int _earliest = int.MaxValue;

    /// <summary>How many there are.</summary>
    public int Count => _byId.Count;

    /// <summary>How many of them only a snapshot has.</summary>
    public int Outside { get; private set; }

    /// <summary>Takes in a function that leaves memory.</summary>
    public void Add(PackedFunction packed, int number, DateTimeOffset? deadline) =>
        Add(EntryId.Of(packed.Name), new Entry { Number = number, Due = Due(deadline), Packed = packed });

    /// <summary>Takes in a function that lies in a snapshot.</summary>
    public void Add(EntryId id, EntryPlace place, int number, DateTimeOffset? deadline)
    {
        Add(id, new Entry { Number = number, Due = Due(deadline), Place = place });
        Outside++;
    }

    /// <summary>Gives a function back, which is no longer one of these; null where it is none.</summary>
    public PackedFunction? Take(EntryId id)
    {
        if (!_byId.Remove(id, out var entry))
        {
            return null;
        }

        return entry.Packed ?? throw new InvalidOperationException("An idle function was wanted that had not been brought back.");
    }

    /// <summary>Those that must be looked at by a time, or with null all that ever must; in the order of their numbers.</summary>
    public IReadOnlyList<EntryId> DueAt(DateTimeOffset? clock)
    {
        var until = clock is { } time ? Minute(time) : int.MaxValue - 1;
        if (until < _earliest)
        {
            return [];
        }

        var due = new List<(int Number, EntryId Id)>();
        var earliest = int.MaxValue;
        foreach (var (id, entry) in _byId)
        {
            earliest = Math.Min(earliest, entry.Due);
            if (entry.Due <= until)
            {
                due.Add((entry.Number, id));
            }
        }

        _earliest = earliest;
        due.Sort((left, right) => left.Number.CompareTo(right.Number));
        return [.. due.Select(entry => entry.Id)];
    }

    /// <summary>Adds where a function lies, if only a snapshot has it.</summary>
    public void Want(EntryId id, ICollection<EntryPlace> wanted)
    {
        if (_byId.TryGetValue(id, out var entry) && entry.Packed is null)
        {
            wanted.Add(entry.Place);
        }
    }

    /// <summary>Takes in a function that was brought from a snapshot, until the next one is kept.</summary>
    public void Bring(string name, ReadOnlyMemory<byte> bytes)
    {
        var id = EntryId.Of(name);
        if (_byId.TryGetValue(id, out var entry) && entry.Packed is null)
        {
            Outside--;
            _byId[id] = entry with { Packed = new PackedFunction(name, bytes) { IsHandedOver = true } };
            _brought.Add(id);
        }
    }

    /// <summary>Those whose bytes no snapshot has been given yet, or all whose bytes are here.</summary>
    public IEnumerable<StateEntry> TakeChanges(bool all)
    {
        foreach (var (_, entry) in _byId)
        {
            if (entry.Packed is { } packed && (all || !packed.IsHandedOver))
            {
                packed.IsHandedOver = true;
                yield return new StateEntry(packed.Name, packed.Bytes) { IsIdle = true };
            }
        }
    }

    /// <summary>Where those lie that only a snapshot has.</summary>
    public IReadOnlyList<EntryPlace> Carried() => [.. _byId.Values.Where(entry => entry.Packed is null).Select(entry => entry.Place)];

    /// <summary>Takes in where entries lie by now, and lets go of their bytes.</summary>
    public void Place(IEnumerable<PlacedEntry> placed)
    {
        foreach (var (id, place) in placed)
        {
            // One that was changed and has left again since is in none of the files as it is now.
            if (_byId.TryGetValue(id, out var entry))
            {
                _byId[id] = entry with { Place = entry.Packed is { IsHandedOver: false } ? default : place };
                LetGo(id);
            }
        }

        _brought.ForEach(LetGo);
        _brought.Clear();
    }

    private void LetGo(EntryId id)
    {
        if (_byId.TryGetValue(id, out var entry) && entry.Packed is { IsHandedOver: true } && !entry.Place.IsNone)
        {
            Outside++;
            _byId[id] = entry with { Packed = null };
        }
    }

    private void Add(EntryId id, Entry entry)
    {
        if (_byId.Count == _byId.Capacity)
        {
            // A quarter more and not twice as much: half of it would lie idle.
            _byId.EnsureCapacity(_byId.Count + Math.Max(16, _byId.Count / 4));
        }

        _byId.Add(id, entry);
        _earliest = Math.Min(_earliest, entry.Due);
    }

    private static int Due(DateTimeOffset? deadline) => deadline is { } time ? Minute(time) : int.MaxValue;

    private static int Minute(DateTimeOffset time) => (int)(time.UtcTicks / TimeSpan.TicksPerMinute);

    private readonly record struct Entry
    {
        public int Number { get; init; }

        public int Due { get; init; }

        public EntryPlace Place { get; init; }

        public PackedFunction? Packed { get; init; }
    }
}
