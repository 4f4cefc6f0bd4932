namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Settings of the first fold. They are part of the state: changing one changes what a replay says.</summary>
public sealed record ScoringOptions
{
    /// <summary>How many functions one partition knows by name, 1 to 1,000,000; further names share one overflow function. Default 200,000.</summary>
    public int MaxFunctions { get; init; } = 200_000;

    /// <summary>
    /// How many of these are awake, in memory and judged every minute, 1 to 1,000,000. When there are so many, those that were called least lately fall asleep, and until they
    /// have, new names share the overflow function; one that is known wakes all the same. Default 50,000.
    /// </summary>
    public int MaxAwake { get; init; } = 50_000;

    /// <summary>How many invocation ids a partition remembers at least, to count a call seen twice once, 1 to 10,000,000. Default 250,000.</summary>
    public int RememberedIds { get; init; } = 250_000;

    /// <summary>
    /// A function that has been quiet for so long sleeps: its empty windows are no longer judged, but for the one in which the silence of a slow beat is news. 1 hour to
    /// 31 days. Default 24 hours.
    /// </summary>
    public TimeSpan SleepAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many calm windows end an anomaly, 1 to 60. Default 5.</summary>
    public int CalmWindowsToEnd { get; init; } = 5;

    /// <summary>Everything that is wrong, each naming its setting; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(MaxFunctions is >= 1 and <= 1_000_000, $"{nameof(MaxFunctions)} is {MaxFunctions}; it must be 1 to 1,000,000.");
        Check(MaxAwake is >= 1 and <= 1_000_000, $"{nameof(MaxAwake)} is {MaxAwake}; it must be 1 to 1,000,000.");
        Check(RememberedIds is >= 1 and <= 10_000_000, $"{nameof(RememberedIds)} is {RememberedIds}; it must be 1 to 10,000,000.");
        Check(SleepAfter >= TimeSpan.FromHours(1) && SleepAfter <= TimeSpan.FromDays(31), $"{nameof(SleepAfter)} is {SleepAfter}; it must be 1 hour to 31 days.");
        Check(CalmWindowsToEnd is >= 1 and <= 60, $"{nameof(CalmWindowsToEnd)} is {CalmWindowsToEnd}; it must be 1 to 60.");
        return errors;

        void Check(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }
}
