namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// Durations on a logarithmic scale: bins a tenth of a factor of two wide, from 0.1 ms to about 3 days. Two histograms add up to the
/// histogram of all their values; a quantile is off by at most half a bin, 3.5 %.
/// </summary>
public sealed class DurationHistogram
{
    private const int BinsPerDoubling = 10;
    private const double LowestMs = 0.1;
    private const int BinCount = 320;

    private readonly Dictionary<int, long> _bins = [];

    /// <summary>How many durations are in it.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a duration in milliseconds, <paramref name="times"/> times.</summary>
    public void Add(double milliseconds, long times)
    {
        var bin = milliseconds <= LowestMs ? 0 : (int)(Math.Log2(milliseconds / LowestMs) * BinsPerDoubling) + 1;
        bin = Math.Min(bin, BinCount - 1);
        _bins[bin] = _bins.GetValueOrDefault(bin) + times;
        Count += times;
    }

    /// <summary>The duration in milliseconds below which a share of all lies, 0 to 1; null when it is empty.</summary>
    public double? Quantile(double share)
    {
        if (Count == 0)
        {
            return null;
        }

        var rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        foreach (var (bin, times) in _bins.OrderBy(entry => entry.Key))
        {
            seen += times;
            if (seen >= rank)
            {
                return bin == 0 ? LowestMs : LowestMs * Math.Pow(2, (bin - 0.5) / BinsPerDoubling);
            }
        }

        return null;
    }
}
