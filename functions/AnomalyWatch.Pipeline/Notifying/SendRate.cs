namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>How fast a receiver may be written to.</summary>
/// <param name="Spacing">The least time between two messages.</param>
/// <param name="PerHour">The most messages within any hour; null where only the spacing counts.</param>
public sealed record SendRate(TimeSpan Spacing, int? PerHour = null)
{
    /// <summary>No limit.</summary>
    public static SendRate Unlimited { get; } = new(TimeSpan.Zero);
}
