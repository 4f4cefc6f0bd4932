namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>The records of a pack as they arrived, to be read by a codec that trusts none of it; see <see cref="PackSections"/>.</summary>
/// <param name="count">How many there are said to be, at most <see cref="PackFormat.MaxRecords"/>.</param>
/// <param name="dense">What was compressed.</param>
/// <param name="loose">What was not.</param>
public readonly ref struct PackedRecords(int count, ReadOnlySpan<byte> dense, ReadOnlySpan<byte> loose)
{
    /// <summary>How many records there are said to be.</summary>
    public int Count { get; } = count;

    /// <summary>What was compressed.</summary>
    public ReadOnlySpan<byte> Dense { get; } = dense;

    /// <summary>What was not.</summary>
    public ReadOnlySpan<byte> Loose { get; } = loose;
}
