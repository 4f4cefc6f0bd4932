namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Turns a delivery into records: undoes its encoding within the limits and hands the text to the reader of its source.</summary>
public static class DeliveryReader
{
    /// <summary>Reads a delivery. Never throws for any bytes.</summary>
    public static IngestResult Read(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return delivery.Source switch
        {
            Sources.Invocations => CanonicalLines.Read(delivery.Body.Span),
            _ => IngestResult.Failed(IngestStatus.UnknownSource, "There is no such source."),
        };
    }
}
