using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Joins beginnings with the ends that arrive apart from them, and gives up those whose end should long have come.</summary>
internal sealed class StartJoin(ScoringTally tally)
{
    /// <summary>How many invocations of one function can be waited for.</summary>
    public const int MaxPerFunction = 16_384;

    /// <summary>How many of a partition.</summary>
    public const int MaxPerPartition = 65_536;

    private int _waiting;

    /// <summary>Takes in a beginning. One without an id can be joined with nothing.</summary>
    public void Begin(WatchedFunction function, in Invocation start)
    {
        if (start.Id.IsNone || function.Starts?.ContainsKey(start.Id.Value) == true)
        {
            return;
        }

        if (_waiting >= MaxPerPartition || function.Starts?.Count >= MaxPerFunction)
        {
            tally.StartLeftOut();
            return;
        }

        (function.Starts ??= []).Add(start.Id.Value, PendingStart.Of(start));
        _waiting++;
    }

    /// <summary>An end with what its beginning told.</summary>
    public Invocation End(WatchedFunction function, in Invocation end)
    {
        if (end.Id.IsNone || function.Starts is null || !function.Starts.Remove(end.Id.Value, out var start))
        {
            return end;
        }

        _waiting--;
        return start.Join(end);
    }

    /// <summary>
    /// Gives up the invocations whose time was over by the end of a minute that is being closed, and says how many. An end that comes later
    /// counts as one without a beginning.
    /// </summary>
    public int GiveUp(WatchedFunction function, DateTimeOffset end)
    {
        if (function.Starts is not { Count: > 0 } starts)
        {
            return 0;
        }

        var limit = end - StartLimit.Of(function.Name);
        var over = starts.Where(entry => entry.Value.Start < limit).Select(entry => entry.Key).ToList();
        foreach (var id in over)
        {
            starts.Remove(id);
        }

        _waiting -= over.Count;
        return over.Count;
    }

    /// <summary>Counts what the functions of a snapshot wait for.</summary>
    public void Restore(IEnumerable<WatchedFunction> functions) => _waiting = functions.Sum(function => function.Starts?.Count ?? 0);
}
