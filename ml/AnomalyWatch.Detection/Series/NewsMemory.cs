using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// How many scores of each size were news lately. What comes again and again is less so each time: a score is discounted by the logarithm of how many like it, or
/// higher ones, there were. An episode that grows counts once, by its highest score.
/// </summary>
internal sealed class NewsMemory(SeriesOptions options)
{
    private const int Bins = 40;
    private const double BinsPerUnit = 5;

    private readonly float[] _counts = new float[Bins];
    private DateTimeOffset _at;

    /// <summary>What is left of a score that is higher than its episode was before.</summary>
    public double Discount(DateTimeOffset time, double score, double before)
    {
        if (score <= options.LeastNews)
        {
            return score;
        }

        var from = Bin(Math.Max(0, score - options.NewsLikeness));
        double count = 0;
        for (var i = from; i < Bins; i++)
        {
            count += _counts[i];
        }

        count *= Decay(time);
        if (before > options.LeastNews && Bin(before) >= from)
        {
            count = Math.Max(0, count - 1);
        }

        return Math.Max(0, score - (options.NewsDiscount * Math.Log10(1 + count)));
    }

    /// <summary>Takes in a score that is higher than its episode was before.</summary>
    public void Learn(DateTimeOffset time, double score, double before)
    {
        if (score <= options.LeastNews)
        {
            return;
        }

        var decay = (float)Decay(time);
        for (var i = 0; i < Bins; i++)
        {
            _counts[i] *= decay;
        }

        _at = time;
        if (before > options.LeastNews)
        {
            _counts[Bin(before)] = Math.Max(0, _counts[Bin(before)] - 1);
        }

        _counts[Bin(score)]++;
    }

    internal void Write(StateWriter writer)
    {
        writer.Time(_at);
        foreach (var count in _counts)
        {
            writer.Real4(count);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _at = reader.Time();
        for (var i = 0; i < Bins; i++)
        {
            _counts[i] = reader.Real4();
        }
    }

    private static int Bin(double score) => (int)Math.Min(score * BinsPerUnit, Bins - 1);

    private double Decay(DateTimeOffset time) => Math.Pow(0.5, Math.Max(0, (time - _at).TotalMinutes) / options.NewsHalfLife);
}
