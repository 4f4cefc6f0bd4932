namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// Stretches of a machine's time in which nobody watched: the ticks of the door stopped, because it or the whole machine did. That no call was
/// seen then says nothing of the functions.
/// </summary>
internal sealed class WatchGaps
{
    /// <summary>Ticks come every few seconds; more than this between two is a gap.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Gaps are forgotten when windows are no longer closed so late, and the oldest goes where there are too many.</summary>
    public const int MaxGaps = 16;

    private readonly Queue<(DateTimeOffset From, DateTimeOffset To)> _gaps = new();

    /// <summary>The tick seen last.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>The gaps, oldest first.</summary>
    public IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset To)> Gaps => _gaps;

    /// <summary>Whether a tick at a time, or any earlier one, may end a gap.</summary>
    public bool MayEnd(DateTimeOffset tick) => tick - Last > Longest;

    /// <summary>Takes in the time of a tick; true where it ends a gap.</summary>
    public bool Note(DateTimeOffset tick)
    {
        var isGap = MayEnd(tick);
        if (isGap)
        {
            Add(Last!.Value, tick);
        }

        Last = tick;
        return isGap;
    }

    /// <summary>Takes over what a snapshot knows.</summary>
    public void Restore(DateTimeOffset? last, IEnumerable<(DateTimeOffset From, DateTimeOffset To)> gaps)
    {
        Last = last;
        _gaps.Clear();
        foreach (var gap in gaps)
        {
            _gaps.Enqueue(gap);
        }
    }

    /// <summary>Takes in a stretch of which nothing is known.</summary>
    public void Add(DateTimeOffset from, DateTimeOffset to)
    {
        _gaps.Enqueue((from, to));
        if (_gaps.Count > MaxGaps)
        {
            _gaps.Dequeue();
        }
    }

    /// <summary>How much of the windows from <paramref name="window"/> on lies in a stretch, each window whole.</summary>
    public static TimeSpan Overlap(DateTimeOffset window, DateTimeOffset from, DateTimeOffset to)
    {
        var first = WindowTime.Floor(from);
        first = first > window ? first : window;
        return first < to ? WindowTime.Floor(to + WindowTime.Length - TimeSpan.FromTicks(1)) - first : TimeSpan.Zero;
    }

    /// <summary>Whether a window lies in a gap, wholly or in part.</summary>
    public bool Touches(DateTimeOffset windowStart)
    {
        foreach (var (from, to) in _gaps)
        {
            if (windowStart < to && windowStart + WindowTime.Length > from)
            {
                return true;
            }
        }

        return false;
    }
}
