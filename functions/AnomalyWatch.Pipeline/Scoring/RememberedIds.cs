namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// The calls of a partition that were counted last, by function and id, so that one told twice (by a resend, or by two sources) counts once. Kept in
/// blocks in the order of their arrival: at least <c>capacity</c> calls are remembered, and the oldest block is forgotten as a whole.
/// </summary>
internal sealed class RememberedIds(int capacity)
{
    /// <summary>How many calls a block holds.</summary>
    public const int BlockSize = 4096;

    private readonly Dictionary<(int Function, UInt128 Id), long> _places = [];
    private readonly SortedDictionary<long, RememberedId[]> _blocks = [];
    private readonly SortedSet<long> _changed = [];
    private long _next;

    /// <summary>How many calls are remembered.</summary>
    public int Count => _places.Count;

    /// <summary>Looks for a call; its place is good until the next is added.</summary>
    public bool TryFind(int function, UInt128 id, out long place, out RememberedId known)
    {
        var isKnown = _places.TryGetValue((function, id), out place);
        known = isKnown ? _blocks[place / BlockSize][place % BlockSize] : default;
        return isKnown;
    }

    /// <summary>Remembers a call not known so far.</summary>
    public void Add(in RememberedId call)
    {
        var number = _next / BlockSize;
        if (_next % BlockSize == 0)
        {
            Forget(number);
            _blocks.Add(number, new RememberedId[BlockSize]);
        }

        _blocks[number][_next % BlockSize] = call;
        _places.Add((call.Function, call.Id), _next);
        _changed.Add(number);
        _next++;
    }

    /// <summary>Says more of a call than is remembered of it.</summary>
    public void Replace(long place, in RememberedId call)
    {
        _blocks[place / BlockSize][place % BlockSize] = call;
        _changed.Add(place / BlockSize);
    }

    /// <summary>Blocks changed since the last call, or all of them, by number; an empty one is gone.</summary>
    public List<(long Number, ReadOnlyMemory<RememberedId> Calls)> TakeChanges(bool all)
    {
        var numbers = all ? _blocks.Keys.ToList() : [.. _changed];
        _changed.Clear();
        return [.. numbers.Select(number => (number, Used(number)))];
    }

    /// <summary>Takes in a block of a snapshot, in the order of their numbers; false where it does not fit behind those before it.</summary>
    public bool TryRestore(long number, ReadOnlySpan<RememberedId> calls)
    {
        var isNext = _blocks.Count == 0 || (_next % BlockSize == 0 && number == _next / BlockSize);
        if (!isNext || number is < 0 or > long.MaxValue / BlockSize / 2 || calls.Length is 0 or > BlockSize)
        {
            return false;
        }

        _next = number * BlockSize;
        foreach (ref readonly var call in calls)
        {
            if (_places.ContainsKey((call.Function, call.Id)))
            {
                return false;
            }

            Add(call);
        }

        _changed.Clear();
        return true;
    }

    private ReadOnlyMemory<RememberedId> Used(long number) => _blocks.TryGetValue(number, out var block)
        ? block.AsMemory(0, (int)Math.Min(BlockSize, _next - (number * BlockSize)))
        : default;

    /// <summary>Makes room for block <paramref name="next"/>.</summary>
    private void Forget(long next)
    {
        while (_blocks.Count > 0 && (long)(_blocks.Count - 1) * BlockSize >= capacity)
        {
            var oldest = next - _blocks.Count;
            foreach (var call in _blocks[oldest])
            {
                _places.Remove((call.Function, call.Id));
            }

            _blocks.Remove(oldest);
            _changed.Add(oldest);
        }
    }
}
