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
    private const int MaxGaps = 16;

    private readonly Queue<(DateTimeOffset From, DateTimeOffset To)> _gaps = new();
    private DateTimeOffset? _last;

    /// <summary>Takes in the time of a tick.</summary>
    public void Note(DateTimeOffset tick)
    {
        if (_last is { } last && tick - last > Longest)
        {
            Add(last, tick);
        }

        _last = tick;
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
