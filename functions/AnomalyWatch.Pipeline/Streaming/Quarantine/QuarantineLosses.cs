namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>What was dropped since the quarantine was made. Written before anything is dropped, so that after a crash, or where two processes drop the same at once, it says rather too much than too little.</summary>
public sealed record QuarantineLosses
{
    /// <summary>How many items.</summary>
    public long Items { get; init; }

    /// <summary>How many bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>When one was first dropped, UTC; null where none was.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>When one was last dropped, UTC.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Items by cause.</summary>
    public SortedDictionary<DropCause, long> ByCause { get; init; } = [];

    /// <summary>These and more.</summary>
    internal QuarantineLosses With(IReadOnlyCollection<(QuarantinedItem Item, DropCause Cause)> dropped, DateTimeOffset now)
    {
        var byCause = new SortedDictionary<DropCause, long>(ByCause);
        foreach (var (_, cause) in dropped)
        {
            byCause[cause] = byCause.GetValueOrDefault(cause) + 1;
        }

        return new QuarantineLosses
        {
            Items = Items + dropped.Count,
            Bytes = Bytes + dropped.Sum(drop => drop.Item.Size),
            FirstAt = FirstAt ?? now,
            LastAt = now,
            ByCause = byCause,
        };
    }
}
