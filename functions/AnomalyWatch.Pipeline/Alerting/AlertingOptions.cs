namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>How anomalies become incidents. All times are the log's own.</summary>
public sealed record AlertingOptions
{
    /// <summary>Anomalies of one key with less than this between the end of one and the begin of the next are one story. Default 30 minutes.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after its last anomalous window an incident whose anomalies have ended counts as over. Default 30 minutes.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The anomalies of one incident begin within this span; later ones make a new incident that continues it. Default 24 hours.</summary>
    public TimeSpan MaxSpan { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The most anomalies of one incident; further ones make a new incident that continues it. Default 200.</summary>
    public int MaxMembers { get; init; } = 200;

    /// <summary>How long after its last window a resolved incident stays in memory, so that a late anomaly still finds it. Default 6 hours; at least <see cref="Gap"/> + <see cref="Quiet"/>.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long before an anomaly's first window a change may be its cause. Default 60 minutes.</summary>
    public TimeSpan CauseLead { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long after the begin of an anomaly's first window a change may still be its cause, since clocks differ. Default 5 minutes.</summary>
    public TimeSpan CauseLag { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most keys with a told incident in one partition; the anomalies of further ones are told per cloud account. Default 2,000.</summary>
    public int MaxToldKeys { get; init; } = 2000;

    /// <summary>The most keys with nothing but weak anomalies in one partition; the oldest go. Default 2,000.</summary>
    public int MaxPendingKeys { get; init; } = 2000;

    /// <summary>The most anomalies kept of one key; further ones are only counted. Default 1,000.</summary>
    public int MaxAnomaliesPerKey { get; init; } = 1000;

    /// <summary>The most anomalies kept in one partition; beyond that, weak ones go first and further ones are only counted. Default 50,000 (about 1 KB each).</summary>
    public int MaxAnomalies { get; init; } = 50_000;

    /// <summary>The most changes kept in one partition; the oldest go. Default 1,000.</summary>
    public int MaxChanges { get; init; } = 1000;

    /// <summary>The most cloud accounts of one partition whose operators are known; in further ones nobody is told as new. Default 1,000.</summary>
    public int MaxOperatorAccounts { get; init; } = 1000;

    /// <summary>How improbable a new operator must be for his change to be told, as -log10 p. Default 1: one in ten operator-days.</summary>
    public double NewcomerThreshold { get; init; } = 1;

    /// <summary>On how many earlier days somebody must have cut the same logs for it to be no news any more. Default 3.</summary>
    public int LoggingDaysToUsual { get; init; } = 3;

    /// <summary>At how many functions of an account a caller must be new or refused, within <see cref="FanOutSpan"/>, to be one story of its own kind. Default 5.</summary>
    public int FanOutFunctions { get; init; } = 5;

    /// <summary>See <see cref="FanOutFunctions"/>. Default 1 hour.</summary>
    public TimeSpan FanOutSpan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many functions of an app or an account must go off together, each within <see cref="FleetLag"/> of the one before, to be one story. Default 3.</summary>
    public int FleetFunctions { get; init; } = 3;

    /// <summary>See <see cref="FleetFunctions"/>. Default 5 minutes.</summary>
    public TimeSpan FleetLag { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most scoring partitions whose clock is followed. Default 2,048, more than any hub has.</summary>
    public int MaxScorers { get; init; } = 2048;

    /// <summary>Everything that is wrong with these settings, each naming the setting; empty when they are sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Between(nameof(Gap), Gap, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Between(nameof(Quiet), Quiet, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Between(nameof(MaxSpan), MaxSpan, TimeSpan.FromMinutes(1), TimeSpan.FromDays(31));
        Between(nameof(Retention), Retention, Gap + Quiet, TimeSpan.FromDays(31));
        Between(nameof(CauseLead), CauseLead, TimeSpan.Zero, TimeSpan.FromDays(1));
        Between(nameof(CauseLag), CauseLag, TimeSpan.Zero, TimeSpan.FromHours(1));
        Count(nameof(MaxMembers), MaxMembers, 1000);
        Count(nameof(MaxToldKeys), MaxToldKeys, 100_000);
        Count(nameof(MaxPendingKeys), MaxPendingKeys, 100_000);
        Count(nameof(MaxAnomaliesPerKey), MaxAnomaliesPerKey, 10_000);
        Count(nameof(MaxAnomalies), MaxAnomalies, 1_000_000);
        Count(nameof(MaxChanges), MaxChanges, 100_000);
        Count(nameof(MaxScorers), MaxScorers, 100_000);
        Count(nameof(MaxOperatorAccounts), MaxOperatorAccounts, 100_000);
        Count(nameof(LoggingDaysToUsual), LoggingDaysToUsual, 365);
        Count(nameof(FanOutFunctions), FanOutFunctions, 1000);
        Count(nameof(FleetFunctions), FleetFunctions, 1000);
        Between(nameof(FanOutSpan), FanOutSpan, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Between(nameof(FleetLag), FleetLag, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        if (NewcomerThreshold is not (>= 0.1 and <= 4))
        {
            errors.Add($"{nameof(NewcomerThreshold)} is {NewcomerThreshold}; it must lie between 0.1 and 4.");
        }

        return errors;

        void Between(string name, TimeSpan value, TimeSpan low, TimeSpan high)
        {
            if (value < low || value > high)
            {
                errors.Add($"{name} is {value:c}; it must lie between {low:c} and {high:c}.");
            }
        }

        void Count(string name, int value, int high)
        {
            if (value < 1 || value > high)
            {
                errors.Add($"{name} is {value}; it must lie between 1 and {high}.");
            }
        }
    }
}
