namespace AnomalyWatch.Training.Simulating;

/// <summary>
/// Random numbers that are the same for the same seed and key on every machine (SplitMix64: Steele, Lea and Flood, OOPSLA 2014). Every purpose takes a stream
/// of its own, so that what is put into one function changes nothing at another.
/// </summary>
internal sealed class RandomStream
{
    private ulong _state;

    private RandomStream(ulong state) => _state = state;

    /// <summary>The stream of a seed for a purpose.</summary>
    public static RandomStream Of(int seed, string purpose, long first = 0, long second = 0)
    {
        var state = Mix((ulong)seed + 0x9E3779B97F4A7C15);
        foreach (var character in purpose)
        {
            state = Mix(state ^ character);
        }

        return new RandomStream(Mix(Mix(state ^ (ulong)first) ^ (ulong)second));
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>From 0, inclusive, to 1, exclusive.</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0, inclusive, to <paramref name="count"/>, exclusive.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>A whole number between two, both inclusive.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number between two.</summary>
    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>A number between two whose logarithm is uniform.</summary>
    public double LogBetween(double low, double high) => Math.Exp(Between(Math.Log(low), Math.Log(high)));

    /// <summary>Whether something of this probability happens.</summary>
    public bool Happens(double probability) => Unit() < probability;

    /// <summary>A standard normal number.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <summary>The floor or the ceiling of a number, so that the mean is right.</summary>
    public long Dither(double value) => (long)Math.Floor(value) + (Happens(value - Math.Floor(value)) ? 1 : 0);

    /// <summary>A Poisson number; normal where the mean is large.</summary>
    public long Poisson(double mean)
    {
        if (mean > 50)
        {
            return Math.Max(0, (long)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }

        var limit = Math.Exp(-mean);
        var count = 0;
        for (var product = Unit(); product > limit; product *= Unit())
        {
            count++;
        }

        return count;
    }

    /// <summary>How many of <paramref name="trials"/> happen.</summary>
    public long Binomial(long trials, double probability)
    {
        if (probability <= 0)
        {
            return 0;
        }

        if (probability >= 1)
        {
            return trials;
        }

        if (trials > 20)
        {
            var variance = trials * probability * (1 - probability);
            var drawn = variance > 50 ? (long)Math.Round((trials * probability) + (Math.Sqrt(variance) * Normal()))
                : probability <= 0.5 ? Poisson(trials * probability)
                : trials - Poisson(trials * (1 - probability));
            return Math.Clamp(drawn, 0, trials);
        }

        var happened = 0;
        for (var i = 0; i < trials; i++)
        {
            happened += Happens(probability) ? 1 : 0;
        }

        return happened;
    }

    /// <summary>A place from 0 on that is the less likely the further back it is: 1 / (place + 1) for <paramref name="count"/> places.</summary>
    public int Zipf(int count) => Math.Min(count - 1, (int)(Math.Pow(count + 1, Unit()) - 1));

    /// <summary>One of a list.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of a list by weight.</summary>
    public T Pick<T>(IReadOnlyList<(T Item, double Weight)> items)
    {
        var left = Unit() * items.Sum(item => item.Weight);
        foreach (var (item, weight) in items)
        {
            left -= weight;
            if (left < 0)
            {
                return item;
            }
        }

        return items[^1].Item;
    }

    /// <summary>An id of 16 hexadecimal digits.</summary>
    public string Hex() => Bits().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
