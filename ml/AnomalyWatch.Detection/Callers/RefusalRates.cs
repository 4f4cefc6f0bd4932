using System.Numerics;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>
/// How often one caller is refused so many times in a minute, at functions that are otherwise called as often. So a function that is too young to have a share of its own is
/// judged by its like. Counts are told apart by their power of two.
/// </summary>
internal sealed class RefusalRates
{
    private const int Sizes = 16;

    /// <summary>Fewer refusals than this are a slip of somebody who knows the key.</summary>
    private const int LeastRefusals = 10;

    private const double PriorWeight = 100;

    private readonly long[] _windows = new long[Sizes * Sizes];

    /// <summary>How improbable so many refusals of one caller are in a minute with so many calls, as -log10 p.</summary>
    public double Score(long calls, long refusals)
    {
        if (refusals < LeastRefusals)
        {
            return 0;
        }

        var (row, size) = (Row(calls, refusals), Size(refusals));
        var (all, asMany) = (0L, 0L);
        for (var i = 0; i < Sizes; i++)
        {
            all += _windows[row + i];
            asMany += i >= size ? _windows[row + i] : 0;
        }

        // Of a size never seen at all nothing is assumed but that it halves with every power of two.
        var probability = (asMany + (PriorWeight * Math.Pow(2, -2 * size))) / (all + PriorWeight);
        return Math.Min(Tail.MaxScore, -Math.Log10(probability));
    }

    /// <summary>How many refusals one caller in a thousand minutes with so many calls has at most.</summary>
    public double Usual(long calls)
    {
        var row = Row(calls, 0);
        var all = 0L;
        for (var i = 0; i < Sizes; i++)
        {
            all += _windows[row + i];
        }

        var beyond = 0L;
        for (var size = Sizes - 1; size > 0; size--)
        {
            beyond += _windows[row + size];
            if (1000 * beyond > all)
            {
                return (1L << size) - 1;
            }
        }

        return 0;
    }

    /// <summary>Takes in the most refusals of one caller in a minute.</summary>
    public void Learn(long calls, long refusals) => _windows[Row(calls, refusals) + Size(refusals)]++;

    public void Write(StateWriter writer)
    {
        foreach (var windows in _windows)
        {
            writer.Count(windows);
        }
    }

    public void Restore(ref StateReader reader)
    {
        for (var i = 0; i < _windows.Length; i++)
        {
            _windows[i] = reader.Count(StateReader.MaxCount);
        }
    }

    private static int Row(long calls, long refusals) => Size(Math.Max(0, calls - refusals)) * Sizes;

    private static int Size(long count) => Math.Min(Sizes - 1, count == 0 ? 0 : BitOperations.Log2((ulong)count) + 1);
}
