using System.Numerics;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>
/// How often something new came to functions that were like this one: that had seen as many callers, and as few of them just once. So a function is judged by what
/// came of its like, from its first minutes on.
/// </summary>
internal sealed class NoveltyRates
{
    private const int Ages = 12;
    private const int Habits = 6;

    /// <summary>What a function's own rate weighs, in observations, against what its like has shown.</summary>
    private const double OwnWeight = 25;

    /// <summary>What makes an incident alone counts three tenths, or the first theft would excuse the next at all functions.</summary>
    private const int Full = 10;

    private const int Told = 3;

    private readonly long[] _observations = new long[Ages * Habits];
    private readonly long[] _strange = new long[Ages * Habits];
    private readonly long[] _foreign = new long[Ages * Habits];

    /// <summary>The probability that the next value is new to the function.</summary>
    /// <param name="own">What the function has seen.</param>
    /// <param name="isStrange">Whether it is new to all functions of the partition, not to this one alone.</param>
    public double Of(TraitMemory own, bool isStrange)
    {
        var cell = Cell(own);
        var events = (isStrange ? _strange[cell] : _foreign[cell]) / (double)Full;
        return Math.Min(1, (events + (OwnWeight * own.NewRate)) / (_observations[cell] + OwnWeight));
    }

    /// <summary>Takes in that a value came to a function, before the function learns it.</summary>
    public void Learn(TraitMemory own, bool isNew, bool isStrange, bool wasTold)
    {
        var cell = Cell(own);
        _observations[cell]++;
        if (isNew)
        {
            (isStrange ? _strange : _foreign)[cell] += wasTold ? Told : Full;
        }
    }

    public void Write(StateWriter writer)
    {
        for (var i = 0; i < _observations.Length; i++)
        {
            writer.Count(_observations[i]);
            writer.Count(_strange[i]);
            writer.Count(_foreign[i]);
        }
    }

    public void Restore(ref StateReader reader)
    {
        for (var i = 0; i < _observations.Length; i++)
        {
            _observations[i] = reader.Count(StateReader.MaxCount);
            _strange[i] = reader.Count(StateReader.MaxCount);
            _foreign[i] = reader.Count(StateReader.MaxCount);
        }
    }

    private static int Cell(TraitMemory own)
    {
        var age = Math.Min(Ages - 1, BitOperations.Log2((ulong)own.Observations + 1));
        var rate = own.Singletons / (double)Math.Max(1, own.Observations);
        var habit = rate switch { 0 => 0, < 0.001 => 1, < 0.005 => 2, < 0.02 => 3, < 0.1 => 4, _ => 5 };
        return (age * Habits) + habit;
    }
}
