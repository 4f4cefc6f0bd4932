using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Scoring;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>The functions of a partition, by name and in the order in which they were first seen. None is ever pushed out by another.</summary>
internal sealed class WatchedFunctions(int max)
{
    private readonly Dictionary<string, WatchedFunction> _byName = new(StringComparer.Ordinal);
    private readonly List<WatchedFunction> _inOrder = [];
    private List<WatchedFunction> _changed = [];

    /// <summary>What they know of callers together.</summary>
    public Neighbourhood Neighbourhood { get; set; } = new();

    /// <summary>All of them in their order.</summary>
    public IReadOnlyList<WatchedFunction> InOrder => _inOrder;

    /// <summary>The function of a name, made where it is new; beyond the cap all further names share one.</summary>
    public WatchedFunction Find(string name, Detector detector, DateTimeOffset firstWindow)
    {
        if (_byName.TryGetValue(name, out var function))
        {
            return function;
        }

        if (_byName.Count >= max && name != ScoringFold.OverflowFunction)
        {
            ScoringMeters.Overflow.Add(1);
            return Find(ScoringFold.OverflowFunction, detector, firstWindow);
        }

        function = new WatchedFunction(name, _inOrder.Count, detector.NewFunction(Neighbourhood), firstWindow);
        Add(function);
        ScoringMeters.Functions.Add(1);
        return function;
    }

    /// <summary>Takes over the functions of a snapshot, which are numbered from 0 in their order.</summary>
    public void Restore(IEnumerable<WatchedFunction> functions)
    {
        _byName.Clear();
        _inOrder.Clear();
        _changed.Clear();
        foreach (var function in functions)
        {
            function.State.Neighbourhood = Neighbourhood;
            Add(function);
        }
    }

    /// <summary>Notes that all functions have changed.</summary>
    public void ChangeAll() => _inOrder.ForEach(Change);

    /// <summary>Notes that a function has changed.</summary>
    public void Change(WatchedFunction function)
    {
        if (!function.IsChanged)
        {
            function.IsChanged = true;
            _changed.Add(function);
        }
    }

    /// <summary>The functions changed since the last call, or all of them, in ordinal order of their names.</summary>
    public List<WatchedFunction> TakeChanges(bool all)
    {
        var changed = _changed;
        _changed = [];
        changed = all ? [.. _inOrder] : changed;
        foreach (var function in changed)
        {
            function.IsChanged = false;
            function.SavedWindow = function.NextWindow;
        }

        changed.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return changed;
    }

    private void Add(WatchedFunction function)
    {
        _byName.Add(function.Name, function);
        _inOrder.Add(function);
    }
}
