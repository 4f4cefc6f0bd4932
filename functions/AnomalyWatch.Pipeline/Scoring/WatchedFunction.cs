using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>One function of a partition: its memory, the minutes not yet closed, the anomalies that go on.</summary>
internal sealed class WatchedFunction(string name, int number, FunctionState state, DateTimeOffset firstWindow)
{
    /// <summary>How many minutes can be open at once; the longest lateness has fewer.</summary>
    public const int MaxOpenWindows = 64;

    public string Name { get; } = name;

    /// <summary>Its number within the partition.</summary>
    public int Number { get; } = number;

    public FunctionState State { get; } = state;

    /// <summary>Minutes that have seen a record and are not yet closed.</summary>
    public Dictionary<DateTimeOffset, FunctionWindow> Open { get; } = [];

    /// <summary>The next minute to close; everything before it is closed.</summary>
    public DateTimeOffset NextWindow { get; set; } = firstWindow;

    /// <summary>The newest minute with a record.</summary>
    public DateTimeOffset LastActive { get; set; } = firstWindow;

    /// <summary>The longest lateness of the sources that have spoken of it.</summary>
    public TimeSpan Lateness { get; set; }

    /// <summary>Anomalies that go on, by family: behaviour, or a kind with its principal.</summary>
    public SortedDictionary<string, Episode> Episodes { get; } = new(StringComparer.Ordinal);
}
