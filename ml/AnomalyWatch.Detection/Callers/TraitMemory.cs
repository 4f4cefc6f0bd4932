using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>
/// The values that one trait of a function's callers has had. How likely the next one is new follows from how many were seen just once (Good and Turing): where
/// new ones come all day there are many of them, where the same few call there are none.
/// </summary>
internal sealed class TraitMemory(int max)
{
    private const byte Once = 1;
    private const byte Often = 2;

    // Made with the first value.
    private Dictionary<ulong, byte>? _values;

    /// <summary>How many values were seen in a minute, altogether.</summary>
    public long Observations { get; private set; }

    /// <summary>How many values were seen in one minute only.</summary>
    public int Singletons { get; private set; }

    /// <summary>Whether there is no room for another value: nothing can be told as new any more.</summary>
    public bool IsFull => _values?.Count >= max;

    /// <summary>How likely the next value is new, as far as this function alone tells.</summary>
    public double NewRate => Math.Min(1, (Singletons + 0.5) / (Observations + 1));

    /// <summary>Whether a value was seen before.</summary>
    public bool Knows(ulong value) => _values is not null && _values.ContainsKey(value);

    /// <summary>Takes in a value of a minute.</summary>
    public void Learn(ulong value)
    {
        _values ??= [];
        Observations++;
        if (_values.TryGetValue(value, out var seen))
        {
            if (seen == Once)
            {
                _values[value] = Often;
                Singletons--;
            }
        }
        else if (_values.Count < max)
        {
            _values.Add(value, Once);
            Singletons++;
        }
    }

    /// <summary>Takes in a value that was known before its like was counted.</summary>
    public void Know(ulong value)
    {
        if ((_values ??= []).Count < max)
        {
            _values.TryAdd(value, Often);
        }
    }

    /// <summary>Counts observations made before their like was counted.</summary>
    public void Count(long observations) => Observations = Math.Max(Observations, observations);

    public void Write(StateWriter writer)
    {
        writer.Count(Observations);
        writer.Count(_values?.Count ?? 0);
        var before = 0UL;
        foreach (var (value, seen) in (_values ?? []).OrderBy(known => known.Key))
        {
            // Sorted, the differences are short of what a value takes.
            writer.Whole((long)(value - before));
            writer.Byte(seen);
            before = value;
        }
    }

    public void Restore(ref StateReader reader)
    {
        Observations = reader.Count(StateReader.MaxCount);
        var count = reader.Items(max, itemBytes: 2);
        _values = count == 0 ? null : new Dictionary<ulong, byte>(count);
        var value = 0UL;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            value += (ulong)reader.Whole();
            var seen = reader.Byte();
            if (seen is not (Once or Often) || !_values!.TryAdd(value, seen))
            {
                reader.Fail();
            }

            Singletons += seen == Once ? 1 : 0;
        }
    }
}
