using AnomalyWatch.Detection.State;

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

    // Most windows hold few durations or none. Made with the first, kept in the order of the bins.
    private SortedList<int, long>? _bins;

    /// <summary>How many durations are in it.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a duration in milliseconds, <paramref name="times"/> times.</summary>
    public void Add(double milliseconds, long times)
    {
        var bin = milliseconds <= LowestMs ? 0 : (int)(Math.Log2(milliseconds / LowestMs) * BinsPerDoubling) + 1;
        bin = Math.Min(bin, BinCount - 1);
        _bins ??= [];
        _bins[bin] = _bins.GetValueOrDefault(bin) + times;
        Count += times;
    }

    /// <summary>The duration in milliseconds below which a share of all lies, 0 to 1; null when it is empty.</summary>
    public double? Quantile(double share)
    {
        if (Count == 0 || _bins is null)
        {
            return null;
        }

        var rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _bins.Count; i++)
        {
            seen += _bins.GetValueAtIndex(i);
            if (seen >= rank)
            {
                var bin = _bins.GetKeyAtIndex(i);
                return bin == 0 ? LowestMs : LowestMs * Math.Pow(2, (bin - 0.5) / BinsPerDoubling);
            }
        }

        return null;
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(_bins?.Count ?? 0);
        for (var (i, last) = (0, -1); i < _bins?.Count; i++)
        {
            var bin = _bins.GetKeyAtIndex(i);
            writer.Count(bin - last - 1);
            writer.Count(_bins.GetValueAtIndex(i));
            last = bin;
        }
    }

    internal void Restore(ref StateReader reader)
    {
        var used = reader.Items(BinCount, 2);
        _bins = used == 0 ? null : new SortedList<int, long>(used);
        for (var (i, bin) = (0, -1); i < used && !reader.Failed; i++)
        {
            bin = reader.IndexAfter(bin, BinCount);
            var times = reader.Count(StateReader.MaxCount);
            _bins![bin] = times;
            Count += times;
        }
    }
}
