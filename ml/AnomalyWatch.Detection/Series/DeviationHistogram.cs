using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// How often deviations of each size have come: whole numbers in logarithmic bins, three to a doubling; newer ones are entered with a growing weight instead of shrinking
/// the older ones, and from time to time all are halved. From it the probability of a deviation: within the histogram its frequency, beyond the 95 % quantile a Pareto
/// tail by Hill's estimator (B. M. Hill, Annals of Statistics 3, 1975) drawn towards a belief, and no less than how often its like was seen. Higher deviations never score lower.
/// </summary>
internal sealed class DeviationHistogram(double least, SeriesOptions options)
{
    private const int PerDoubling = 3;

    /// <summary>Fewer deviations say nothing of their tail.</summary>
    private const int Fewest = 30;

    private static readonly double LogBin = Math.Log(2) / PerDoubling;

    private readonly ushort[] _bins = new ushort[options.Bins];
    private int _top;

    /// <summary>-log10 of the probability of a deviation at least so large.</summary>
    public double Score(double deviation, in DeviationCount count)
    {
        if (count.Seen < Fewest || !(deviation > least))
        {
            return 0;
        }

        var place = Place(deviation);
        var bin = BinAt(place);
        var limit = options.TailShare * count.Sum;
        long beyond = 0;
        long distances = 0;
        var quantile = _top;
        while (quantile > 0 && beyond + _bins[quantile] <= limit)
        {
            // Every deviation beyond is one bin farther from the quantile than from the bin above it.
            distances += beyond;
            beyond += _bins[quantile--];
        }

        if (place <= quantile)
        {
            return Clamp(-Math.Log10(Math.Max(From(bin), 0.5 * count.Weight) / Math.Max(count.Sum, 0.5 * count.Weight)));
        }

        var weight = count.Weight;
        var tail = beyond / weight;
        var logs = (distances + (0.5 * beyond)) * LogBin / weight;
        var share = (tail + 1) / ((count.Sum / weight) + (1 / options.TailShare));
        var shape = ((options.TailStrength * options.TailShape) + logs) / (options.TailStrength + tail);
        var score = ((place - quantile) * LogBin / (Math.Log(10) * shape)) - Math.Log10(share);
        var alike = From(BinAt(Place(deviation * options.Likeness)));
        return Clamp(alike >= 0.5 * weight ? Math.Min(score, -Math.Log10(alike / (double)count.Sum) * options.SeenFactor) : score);
    }

    /// <summary>Takes in a deviation.</summary>
    public void Learn(double deviation, in DeviationCount count)
    {
        var bin = deviation > least ? BinAt(Place(deviation)) : 0;
        if (bin > 0)
        {
            // What is below the least is the rest of the sum. A bin that is full holds more than any tail.
            _bins[bin] = (ushort)Math.Min(ushort.MaxValue, _bins[bin] + count.Step);
            _top = Math.Max(_top, bin);
        }
    }

    /// <summary>Halves everything, as <see cref="DeviationCount"/> asks.</summary>
    public void Halve()
    {
        for (var i = 1; i <= _top; i++)
        {
            _bins[i] /= 2;
        }

        while (_top > 0 && _bins[_top] == 0)
        {
            _top--;
        }
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(_top);
        for (var i = 1; i <= _top; i++)
        {
            writer.Count(_bins[i]);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _top = (int)reader.Count(options.Bins - 1);
        for (var i = 1; i <= _top; i++)
        {
            _bins[i] = (ushort)reader.Count(ushort.MaxValue);
        }
    }

    private double Place(double deviation) => Math.Log2(deviation / least) * PerDoubling;

    private int BinAt(double place) => place > 0 ? (int)Math.Min(options.Bins - 1, Math.Ceiling(place)) : 0;

    private long From(int bin)
    {
        long sum = 0;
        for (var i = Math.Max(1, bin); i <= _top; i++)
        {
            sum += _bins[i];
        }

        return sum;
    }

    private double Clamp(double score) => Math.Clamp(score, 0, options.MaxScore);
}
