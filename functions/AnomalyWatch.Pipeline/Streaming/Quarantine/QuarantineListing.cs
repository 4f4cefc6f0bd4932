namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>A page of the quarantine, the newest first.</summary>
/// <param name="Items">The items, without their bytes.</param>
/// <param name="Count">How many there are in all.</param>
/// <param name="Bytes">How many bytes they are in all.</param>
/// <param name="Next">What to ask with for the page after this one; null where this is the last.</param>
/// <param name="Dropped">What is not there any more.</param>
public sealed record QuarantineListing(IReadOnlyList<QuarantinedItem> Items, int Count, long Bytes, string? Next, QuarantineLosses Dropped)
{
    /// <summary>The most items on a page.</summary>
    public const int MaxLimit = 1000;
}
