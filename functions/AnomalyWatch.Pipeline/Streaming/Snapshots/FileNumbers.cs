namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Numbers for the files of a partition's state, so that a place in one is short. Safe for concurrent use.</summary>
internal sealed class FileNumbers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SnapshotFileName, int> _numbers = [];
    private readonly Dictionary<int, SnapshotFileName> _names = [];
    private int _next;

    /// <summary>The number of a file.</summary>
    public int Of(SnapshotFileName name)
    {
        lock (_lock)
        {
            if (!_numbers.TryGetValue(name, out var number))
            {
                number = _next++;
                _numbers.Add(name, number);
                _names.Add(number, name);
            }

            return number;
        }
    }

    /// <summary>The file of a number. Throws <see cref="SnapshotLostException"/> where it is forgotten.</summary>
    public SnapshotFileName NameOf(int number)
    {
        lock (_lock)
        {
            return _names.TryGetValue(number, out var name) ? name : throw new SnapshotLostException("A file of the state is no longer kept.");
        }
    }

    /// <summary>Forgets all files but some.</summary>
    public void Keep(IReadOnlySet<SnapshotFileName> names)
    {
        lock (_lock)
        {
            foreach (var (name, number) in _numbers.Where(numbered => !names.Contains(numbered.Key)).ToList())
            {
                _numbers.Remove(name);
                _names.Remove(number);
            }
        }
    }
}
