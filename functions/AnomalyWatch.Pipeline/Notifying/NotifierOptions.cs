namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>How the notifier speaks.</summary>
public sealed record NotifierOptions
{
    /// <summary>The page of incidents, to which messages link as <c>{page}#{incident id}</c>; null means no link. Only http and https.</summary>
    public Uri? PageUri { get; init; }

    /// <summary>Attempts for one message before it is given up, 1 to 100. Eight spread over about eleven minutes, or as the receiver asks.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>The least time between a message and the next that only says that more functions are concerned, 0 to 1 day: a fan-out over fifty functions is not fifty messages.</summary>
    public TimeSpan GrowthPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an attempt is left alone by others before they take it for dead, 30 s to 1 h; longer than any attempt takes.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often to look in the log for messages that somebody left behind, 1 s to 1 h.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Incidents under way at once on one channel, 1 to 100,000; more wait in the log for the next sweep.</summary>
    public int MaxBacklog { get; init; } = 1000;

    /// <summary>Throws <see cref="ArgumentException"/> where a value is out of range.</summary>
    internal void Check()
    {
        Require(PageUri is null || (PageUri.IsAbsoluteUri && PageUri.Scheme is "http" or "https"), nameof(PageUri));
        Require(MaxAttempts is >= 1 and <= 100, nameof(MaxAttempts));
        Require(GrowthPause >= TimeSpan.Zero && GrowthPause <= TimeSpan.FromDays(1), nameof(GrowthPause));
        Require(Lease >= TimeSpan.FromSeconds(30) && Lease <= TimeSpan.FromHours(1), nameof(Lease));
        Require(SweepInterval >= TimeSpan.FromSeconds(1) && SweepInterval <= TimeSpan.FromHours(1), nameof(SweepInterval));
        Require(MaxBacklog is >= 1 and <= 100_000, nameof(MaxBacklog));
    }

    private static void Require(bool holds, string name)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is out of range.");
        }
    }
}
