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
        return TryAdd(control.Functions!, control.From!.Value, control.To!.Value);
    }

    /// <summary>Adds a stretch; false where there is no room.</summary>
    public bool TryAdd(string functions, DateTimeOffset from, DateTimeOffset to)
    {
        if (_stretches.Count >= Max)
        {
            return false;
        }

        _stretches.Add((functions, from, to));
        return true;
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
