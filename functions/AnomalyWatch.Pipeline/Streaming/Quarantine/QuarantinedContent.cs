namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>An item with its bytes.</summary>
/// <param name="Item">What is known about them.</param>
/// <param name="Bytes">The bytes. Never into a log or an exception.</param>
public sealed record QuarantinedContent(QuarantinedItem Item, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Puts in the size, the id, and the reason cut to its length.</summary>
    public static QuarantinedContent Of(QuarantinedItem item, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(item);
        var reason = item.Reason.Length > QuarantinedItem.MaxReasonLength ? item.Reason[..QuarantinedItem.MaxReasonLength] : item.Reason;
        return new QuarantinedContent(item with { Id = QuarantineId.Of(item, bytes.Span), Size = bytes.Length, Reason = reason }, bytes);
    }
}
