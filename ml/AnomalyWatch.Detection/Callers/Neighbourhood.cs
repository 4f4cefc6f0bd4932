using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>
/// What the functions of a partition know of callers together: which values any of them has met, and how often something new comes to functions of a kind. A caller
/// whom other functions know is hardly new, one whom none has ever met is. Changed by learning only.
/// </summary>
public sealed class Neighbourhood
{
    /// <summary>Into how many entries a trait's values are divided, so that a snapshot writes few of them again.</summary>
    public const int Shards = 16;

    private const int MaxOfShard = 1024;

    /// <summary>What is new to everybody comes to the young and the open first: so many times as often as on average.</summary>
    private const double Unevenness = 5;

    private readonly Dictionary<ulong, bool>[] _met = [.. Enumerable.Range(0, TraitValue.Traits * Shards).Select(_ => new Dictionary<ulong, bool>())];
    private readonly bool[] _isChanged = new bool[TraitValue.Traits * Shards];
    private readonly NoveltyRates[] _rates = [.. Enumerable.Range(0, TraitValue.Traits).Select(_ => new NoveltyRates())];
    private readonly long[] _observations = new long[TraitValue.Traits];
    private readonly long[] _singletons = new long[TraitValue.Traits];

    /// <summary>How many times a value found no room, here or at its function; nothing can be called new that might be among them.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Whether nothing was ever learned.</summary>
    public bool IsEmpty => _observations[(int)CallerTrait.Naming] == 0;

    /// <summary>Whether it has changed since <see cref="Settle"/>.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>How often people call when they never did.</summary>
    internal HourRates Hours { get; } = new();

    /// <summary>How often one caller is refused so many times in a minute.</summary>
    internal RefusalRates Refusals { get; } = new();

    /// <summary>How many values were seen altogether.</summary>
    internal long Seen(CallerTrait trait) => _observations[(int)trait];

    /// <summary>Whether no function has met a value.</summary>
    internal bool IsStrange(CallerTrait trait, ulong value)
    {
        var met = _met[Place(trait, value)];
        return met.Count < MaxOfShard && !met.ContainsKey(value);
    }

    /// <summary>The probability that the next value of a trait is new to a function, be it to all of them or to this one alone.</summary>
    internal double Rate(CallerTrait trait, TraitMemory own, bool isStrange)
    {
        var rate = _rates[(int)trait].Of(own, isStrange);
        return isStrange ? Math.Min(rate, Unevenness * (_singletons[(int)trait] + 0.5) / (_observations[(int)trait] + 1)) : rate;
    }

    /// <summary>Takes in a value that came to a function, before the function learns it.</summary>
    internal void Learn(CallerTrait trait, ulong value, TraitMemory own, bool wasTold)
    {
        IsChanged = true;
        var place = Place(trait, value);
        var met = _met[place];
        var isMet = met.TryGetValue(value, out var isOnce);
        _rates[(int)trait].Learn(own, !own.Knows(value) && !own.IsFull, !isMet && met.Count < MaxOfShard, wasTold);
        _observations[(int)trait]++;
        if (isMet)
        {
            if (isOnce)
            {
                met[value] = false;
                _singletons[(int)trait]--;
                _isChanged[place] = true;
            }
        }
        else if (met.Count < MaxOfShard)
        {
            met.Add(value, !wasTold);
            _singletons[(int)trait] += wasTold ? 0 : 1;
            _isChanged[place] = true;
        }
        else
        {
            LeftOut++;
        }

        LeftOut += own.IsFull && !own.Knows(value) ? 1 : 0;
    }

    /// <summary>The shards to be written: those that have changed, or all with something in them.</summary>
    public IEnumerable<int> ShardsToWrite(bool all) => Enumerable.Range(0, _met.Length).Where(shard => _isChanged[shard] || (all && _met[shard].Count > 0));

    /// <summary>Says that everything has been written.</summary>
    public void Settle()
    {
        IsChanged = false;
        Array.Clear(_isChanged);
    }

    /// <summary>Writes all but the shards.</summary>
    public void Write(StateWriter writer)
    {
        writer.Count(LeftOut);
        for (var trait = 0; trait < TraitValue.Traits; trait++)
        {
            writer.Count(_observations[trait]);
            _rates[trait].Write(writer);
        }

        Hours.Write(writer);
        Refusals.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Restore(ref StateReader reader)
    {
        LeftOut = reader.Count(StateReader.MaxCount);
        for (var trait = 0; trait < TraitValue.Traits; trait++)
        {
            _observations[trait] = reader.Count(StateReader.MaxCount);
            _rates[trait].Restore(ref reader);
        }

        Hours.Restore(ref reader);
        Refusals.Restore(ref reader);
    }

    /// <summary>Writes a shard.</summary>
    public void WriteShard(int shard, StateWriter writer)
    {
        writer.Count(_met[shard].Count);
        foreach (var (value, isOnce) in _met[shard].OrderBy(met => met.Key))
        {
            writer.Whole((long)value);
            writer.Flag(isOnce);
        }
    }

    /// <summary>Reads a shard.</summary>
    public void RestoreShard(int shard, ref StateReader reader)
    {
        if (shard < 0 || shard >= _met.Length)
        {
            reader.Fail();
            return;
        }

        for (var left = reader.Items(MaxOfShard, itemBytes: 2); left > 0 && !reader.Failed; left--)
        {
            var (value, isOnce) = ((ulong)reader.Whole(), reader.Flag());
            if (!_met[shard].TryAdd(value, isOnce))
            {
                reader.Fail();
            }

            _singletons[shard / Shards] += isOnce ? 1 : 0;
        }
    }

    private static int Place(CallerTrait trait, ulong value) => ((int)trait * Shards) + (int)(value % Shards);
}
