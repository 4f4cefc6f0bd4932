using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Stretches in which nothing is told of some functions: their minutes are judged and learned as ever.</summary>
internal sealed class Maintenances
{
    /// <summary>How many there can be at once.</summary>
    public const int Max = 256;

    /// <summary>How long after its end one is kept, for minutes that close late: the longest lateness and horizon have less.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    private readonly List<(string Functions, DateTimeOffset From, DateTimeOffset To)> _stretches = [];

    /// <summary>All of them, in the order in which they were announced.</summary>
    public IReadOnlyList<(string Functions, DateTimeOffset From, DateTimeOffset To)> Stretches => _stretches;

    /// <summary>Takes in an announcement; false where there is no room.</summary>
    public bool TryAdd(Control control, DateTimeOffset clock)
    {
        _stretches.RemoveAll(stretch => stretch.To + Kept < clock);
        if (_stretches.Count >= Max)
        {
            return false;
        }

        _stretches.Add((control.Functions!, control.From!.Value, control.To!.Value));
        return true;
    }

    /// <summary>Takes over what a snapshot knows.</summary>
    public void Restore(IEnumerable<(string Functions, DateTimeOffset From, DateTimeOffset To)> stretches)
    {
        _stretches.Clear();
        _stretches.AddRange(stretches);
    }

    /// <summary>Whether a minute of a function lies in one, wholly or in part.</summary>
    public bool Covers(string function, DateTimeOffset window)
    {
        foreach (var (functions, from, to) in _stretches)
        {
            if (window < to && window + WindowTime.Length > from && function.StartsWith(functions, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
