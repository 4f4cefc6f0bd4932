namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Reads what one cloud sends. Implementations hold no state and may be called from several threads at once.</summary>
internal interface ISourceFormat
{
    /// <summary>Reads a delivery's text. Never throws for any bytes; every record is accepted, counted as no invocation, or refused with a reason.</summary>
    /// <param name="text">The decompressed body, at most <see cref="IngestLimits.DecodedBytes"/>.</param>
    /// <param name="function">The sound name of <see cref="Delivery.Function"/>, or null.</param>
    IngestResult Read(ReadOnlyMemory<byte> text, string? function);

    /// <summary>What the door answers. Formats whose protocol asks for something of its own say so here.</summary>
    /// <param name="result">What was read.</param>
    /// <param name="receivedAt">When the delivery was taken in.</param>
    DeliveryReply Reply(IngestResult result, DateTimeOffset receivedAt) => DeliveryReply.Usual(result);
}
