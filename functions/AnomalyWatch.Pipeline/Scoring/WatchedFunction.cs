using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>One function of a partition: its memory, the minutes not yet closed or not yet settled, the anomalies that go on.</summary>
internal sealed class WatchedFunction(string name, int number, FunctionState state, DateTimeOffset firstWindow)
{
    /// <summary>How many minutes can be open at once; the longest lateness has fewer.</summary>
    public const int MaxOpenWindows = 64;

    /// <summary>How many closed minutes can be judged again, and how many beyond that are held until the next tick.</summary>
    public const int MaxClosedWindows = 64;

    /// <summary>In how many minutes a function must have been called for it to be no stranger.</summary>
    private const int EstablishedWindows = 30;

    /// <summary>What must be looked at so soon need not leave memory before.</summary>
    private static readonly TimeSpan WorthLeaving = TimeSpan.FromHours(1);

    /// <summary>The shortest time after its close in which a minute can be judged again: two ticks of recorded time.</summary>
    private static readonly TimeSpan ShortestHorizon = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestHorizon = TimeSpan.FromMinutes(30);

    public string Name { get; } = name;

    /// <summary>Its number within the partition.</summary>
    public int Number { get; } = number;

    public FunctionState State { get; } = state;

    /// <summary>Minutes that have seen a record and are not yet closed.</summary>
    public Dictionary<DateTimeOffset, WatchedWindow> Open { get; } = [];

    /// <summary>Minutes with records that are closed and can be judged again. Made with the first.</summary>
    public SortedList<DateTimeOffset, WatchedWindow>? Closed { get; set; }

    /// <summary>Until the next tick: what came too late for its minute to be judged again, by minute, as far as its callers are judged.</summary>
    public SortedList<DateTimeOffset, FunctionWindow>? Overdue { get; set; }

    /// <summary>Invocations of which only the beginning was seen so far, by id.</summary>
    public Dictionary<UInt128, PendingStart>? Starts { get; set; }

    /// <summary>Its anomalies; null where there are none.</summary>
    public EpisodeList? Episodes { get; set; }

    /// <summary>Records from long ago; null where there are none.</summary>
    public StaleSignal? Stale { get; set; }

    /// <summary>The next minute to close; everything before it is closed.</summary>
    public DateTimeOffset NextWindow { get; set; } = firstWindow;

    /// <summary>The newest minute with a record.</summary>
    public DateTimeOffset LastActive { get; set; } = firstWindow;

    /// <summary>The longest lateness of the sources that have spoken of it.</summary>
    public TimeSpan Lateness { get; set; }

    /// <summary>At how many invocations a minute that is opened now is judged before its end; worked out anew with each close.</summary>
    public long EarlyBound { get; set; } = long.MaxValue;

    /// <summary>Whether something came late since the last tick.</summary>
    public bool HasLate { get; set; }

    /// <summary>Whether its empty minutes are no longer judged, until it is called again.</summary>
    public bool IsAsleep { get; set; }

    /// <summary>While it is asleep: the minute that is judged all the same, because its silence is news then; null where it never is.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>The next minute to close when a snapshot was last taken of it.</summary>
    public DateTimeOffset SavedWindow { get; set; } = firstWindow;

    /// <summary>For one read from a snapshot: the last tick when it was written.</summary>
    public DateTimeOffset SavedTick { get; init; }

    /// <summary>Whether nothing but its memory can change when its next minute is closed: no record waits, no anomaly goes on.</summary>
    public bool IsQuiet => !HasLate && Open.Count == 0 && Closed is not { Count: > 0 } && Starts is not { Count: > 0 } && Episodes is null && Stale is null;

    /// <summary>Whether it has been called often enough to be no stranger.</summary>
    public bool IsEstablished => State.ActiveWindows >= EstablishedWindows;

    /// <summary>Whether it has changed since a snapshot was last taken.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Whether it sleeps, and neither the clock nor anything but a call can change it for long.</summary>
    public bool CanLeave(DateTimeOffset clock) => IsAsleep
        && !HasLate && Open.Count == 0 && Closed is not { Count: > 0 } && Overdue is null && Starts is not { Count: > 0 }
        && Episodes is null or { IsAtRest: true }
        && Stale is null
        && !(Deadline - clock < WorthLeaving)
        && Name != ScoringFold.OverflowFunction;

    /// <summary>Whether a closed minute can still be judged again.</summary>
    public bool CanJudgeAgain(DateTimeOffset window, DateTimeOffset clock) => window + Reach > clock;

    /// <summary>Settles what can no longer be judged again; whether there was something.</summary>
    public bool Settle(DateTimeOffset clock)
    {
        var hasSettled = false;
        while (Closed is { Count: > 0 } closed && !CanJudgeAgain(closed.GetKeyAtIndex(0), clock))
        {
            closed.RemoveAt(0);
            hasSettled = true;
        }

        if (Episodes is { } episodes)
        {
            hasSettled |= episodes.Settle(clock - Reach);
            Episodes = episodes.IsEmpty ? null : episodes;
        }

        return hasSettled;
    }

    private TimeSpan Reach => WindowTime.Length + Lateness + Horizon;

    private TimeSpan Horizon => Lateness < ShortestHorizon ? ShortestHorizon : Lateness > LongestHorizon ? LongestHorizon : Lateness;
}
