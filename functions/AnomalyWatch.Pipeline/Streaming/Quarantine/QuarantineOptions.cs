namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>How much is kept. Beyond it the oldest goes, is counted, and the listing says so.</summary>
public sealed record QuarantineOptions
{
    /// <summary>All items together, 1 MiB to 1 TiB: 512 MiB.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>One item, 1 KiB to 64 MiB: 20 MiB, the largest delivery. A larger one is not kept, but counted.</summary>
    public int MaxItemBytes { get; init; } = 20 << 20;

    /// <summary>Items, 1 to 100,000: 5,000, which the service lists in one request.</summary>
    public int MaxItems { get; init; } = 5_000;

    /// <summary>How long, 1 hour to 365 days: 14 days, longer than a hub keeps its events by default.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long the door waits until an item is kept, 10 ms to 30 s: 5 s. Then the delivery is refused, so that its sender keeps it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long, after the storage failed, no delivery waits for it again, 0 to 5 min: 10 s.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Everything that is wrong, one line each, beginning with the setting's name; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Require(MaxBytes is >= 1L << 20 and <= 1L << 40, "maxBytes: must be 1 MiB to 1 TiB.");
        Require(MaxItemBytes is >= 1 << 10 and <= 64 << 20, "maxItemBytes: must be 1 KiB to 64 MiB.");
        Require(MaxItemBytes <= MaxBytes, "maxItemBytes: must not be more than maxBytes.");
        Require(MaxItems is >= 1 and <= 100_000, "maxItems: must be 1 to 100,000.");
        Require(MaxAge >= TimeSpan.FromHours(1) && MaxAge <= TimeSpan.FromDays(365), "maxAge: must be 1 hour to 365 days.");
        Require(Patience >= TimeSpan.FromMilliseconds(10) && Patience <= TimeSpan.FromSeconds(30), "patience: must be 10 ms to 30 s.");
        Require(Rest >= TimeSpan.Zero && Rest <= TimeSpan.FromMinutes(5), "rest: must be 0 to 5 min.");
        return errors;

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add("quarantine." + error);
            }
        }
    }

    /// <summary>Throws <see cref="ArgumentException"/> with everything that is wrong.</summary>
    internal void Check()
    {
        if (Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors));
        }
    }
}
