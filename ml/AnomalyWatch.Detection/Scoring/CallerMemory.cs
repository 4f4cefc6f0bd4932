using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>Who has called a function so far, and how often somebody new does.</summary>
public sealed class CallerMemory
{
    /// <summary>How many callers are remembered; when it is full, a further caller can no longer be told as new.</summary>
    public const int MaxCallers = 512;

    private readonly HashSet<string> _callers = new(StringComparer.Ordinal);
    private long _windowsWithNew;

    /// <summary>How many windows had a known caller.</summary>
    public long Windows { get; private set; }

    /// <summary>The share of windows that bring somebody new, never quite 0.</summary>
    public double Rate => (_windowsWithNew + 0.5) / (Windows + 1);

    /// <summary>The callers of a window that were never seen, in ordinal order.</summary>
    public IEnumerable<string> NewIn(FunctionWindow window) =>
        window.Callers.Count == 0 || _callers.Count >= MaxCallers ? [] : window.Callers.Keys.Where(caller => !_callers.Contains(caller)).Order(StringComparer.Ordinal);

    /// <summary>Takes in a window.</summary>
    public void Learn(FunctionWindow window)
    {
        if (window.Callers.Count == 0)
        {
            return;
        }

        Windows++;
        var isNews = false;
        // The order matters only where there is not room for all.
        var fits = _callers.Count + window.Callers.Count <= MaxCallers;
        foreach (var caller in fits ? window.Callers.Keys : window.Callers.Keys.Order(StringComparer.Ordinal))
        {
            isNews |= _callers.Count < MaxCallers && _callers.Add(caller);
        }

        // The first window's callers are new to us, not to the function.
        _windowsWithNew += isNews && Windows > 1 ? 1 : 0;
    }
}
