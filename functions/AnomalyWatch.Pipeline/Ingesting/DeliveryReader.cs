using AnomalyWatch.Pipeline.Ingesting.CloudEvents;
using AnomalyWatch.Pipeline.Ingesting.Otlp;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Turns a delivery into records: undoes its encoding within the limits and hands the text to the reader of its source.</summary>
public static class DeliveryReader
{
    private const string Protobuf = "+protobuf";

    private static readonly Dictionary<string, ISourceFormat> Formats = new(StringComparer.Ordinal)
    {
        [Sources.Invocations] = new InvocationsFormat(),
        [Sources.AzureMonitor] = new AzureMonitorFormat(),
        [Sources.AwsCloudWatch] = new AwsCloudWatchFormat(),
        [Sources.AwsFirehose] = new AwsFirehoseFormat(),
        [Sources.AwsCloudTrail] = new AwsCloudTrailFormat(),
        [Sources.AwsTelemetry] = new AwsTelemetryFormat(),
        [Sources.GcpLogging] = new GcpLoggingFormat(),
        [Sources.CloudEvents] = new CloudEventsFormat(),
        [Sources.OtlpTraces] = new OtlpJsonFormat("resourceSpans", "scopeSpans", "spans", "rejectedSpans", scope => new OtlpSpanReader(scope)),
        [Sources.OtlpTraces + Protobuf] = new OtlpProtobufFormat(scope => new OtlpSpanReader(scope)),
        [Sources.OtlpLogs] = new OtlpJsonFormat("resourceLogs", "scopeLogs", "logRecords", "rejectedLogRecords", scope => new OtlpLogReader(scope)),
        [Sources.OtlpLogs + Protobuf] = new OtlpProtobufFormat(scope => new OtlpLogReader(scope)),
    };

    /// <summary>Reads a delivery. Never throws for any bytes.</summary>
    public static IngestResult Read(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (FormatOf(delivery) is not { } format)
        {
            return IngestResult.Failed(IngestStatus.UnknownSource, "There is no such source.");
        }

        var function = delivery.Function?.ToLowerInvariant();
        if (function is not null && FunctionNaming.Violation(function) is { } violation)
        {
            return IngestResult.Failed(IngestStatus.UnsoundFunction, violation);
        }

        if (Decompression.Undo(delivery.Body, delivery.ContentEncoding, out var text, out var unpacked) is { } failure)
        {
            return failure;
        }

        var result = format.Read(text, function);
        return unpacked is null ? result : result with { Texts = [.. result.Texts, unpacked] };
    }

    /// <summary>What the sender is to be answered in the words of its protocol, once its delivery has been dealt with.</summary>
    public static DeliveryReply Reply(Delivery delivery, IngestResult result)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(result);
        return FormatOf(delivery) is { } format ? format.Reply(result, delivery.ReceivedAt) : DeliveryReply.Usual(result);
    }

    /// <summary>Whether a delivery of this source and type is read as protobuf, of which several messages one behind the other are one.</summary>
    internal static bool IsProtobuf(string source, string? contentType) => OtlpReply.IsProtobuf(contentType) && Formats.ContainsKey(source + Protobuf);

    /// <summary>Reads what was decompressed already, as part of another delivery.</summary>
    internal static IngestResult ReadText(string source, ReadOnlyMemory<byte> text, string? function, string? contentType) =>
        FormatOf(source, contentType) is { } format
            ? format.Read(text, function)
            : IngestResult.Failed(IngestStatus.UnknownSource, "There is no such source.");

    private static ISourceFormat? FormatOf(Delivery delivery) => delivery is { Source: Sources.CloudEvents, Attributes: { } headers }
        ? new BinaryCloudEventFormat(headers, delivery.ContentType)
        : delivery is { Source: Sources.AwsFirehose, ProtocolVersion: { } version } ? new AwsFirehoseFormat(version)
        : FormatOf(delivery.Source, delivery.ContentType);

    private static ISourceFormat? FormatOf(string source, string? contentType) =>
        Formats.GetValueOrDefault(IsProtobuf(source, contentType) ? source + Protobuf : source);
}
