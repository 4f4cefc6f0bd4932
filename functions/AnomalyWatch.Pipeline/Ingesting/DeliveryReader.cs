namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Turns a delivery into records: undoes its encoding within the limits and hands the text to the reader of its source.</summary>
public static class DeliveryReader
{
    private static readonly Dictionary<string, ISourceFormat> Formats = new(StringComparer.Ordinal)
    {
        [Sources.Invocations] = new InvocationsFormat(),
        [Sources.AzureMonitor] = new AzureMonitorFormat(),
        [Sources.AwsCloudWatch] = new AwsCloudWatchFormat(),
        [Sources.AwsFirehose] = new AwsFirehoseFormat(),
        [Sources.AwsCloudTrail] = new AwsCloudTrailFormat(),
        [Sources.AwsTelemetry] = new AwsTelemetryFormat(),
        [Sources.GcpLogging] = new GcpLoggingFormat(),
    };

    /// <summary>Reads a delivery. Never throws for any bytes.</summary>
    public static IngestResult Read(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (!Formats.TryGetValue(delivery.Source, out var format))
        {
            return IngestResult.Failed(IngestStatus.UnknownSource, "There is no such source.");
        }

        var function = delivery.Function?.ToLowerInvariant();
        if (function is not null && FunctionNaming.Violation(function) is { } violation)
        {
            return IngestResult.Failed(IngestStatus.Malformed, violation);
        }

        return Decompression.Undo(delivery.Body, delivery.ContentEncoding, out var text) ?? format.Read(text, function);
    }

    /// <summary>What the sender is to be answered in the words of its protocol, once its delivery has been dealt with.</summary>
    public static DeliveryReply Reply(Delivery delivery, IngestResult result)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(result);
        return Formats.TryGetValue(delivery.Source, out var format) ? format.Reply(result, delivery.ReceivedAt) : DeliveryReply.Usual(result);
    }
}
