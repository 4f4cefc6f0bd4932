using System.Globalization;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.CloudEvents;
using AnomalyWatch.Pipeline.Streaming.Quarantine;

namespace AnomalyWatch.Pipeline;

/// <summary>What of a delivery goes into the quarantine.</summary>
internal static class Unread
{
    /// <summary>
    /// All of it where nothing could be read, else the refused records. Nothing of what was refused for its source, its name, its encoding
    /// or its size: those bytes were not read, and their sender was told why.
    /// </summary>
    public static IEnumerable<QuarantinedContent> Of(Delivery delivery, IngestResult result, int maxItemBytes)
    {
        if (result.Status == IngestStatus.Read)
        {
            return Refused(delivery with { Function = result.Function ?? delivery.Function }, result.Refused, maxItemBytes)
                .Concat(Refused(Canonical(delivery), result.Screened, maxItemBytes));
        }

        if (result.Status != IngestStatus.Malformed || delivery.Body.IsEmpty)
        {
            return [];
        }

        var whole = Whole(delivery);
        return [QuarantinedContent.Of(Item(whole, QuarantineForm.Delivery, result.Error ?? "") with { ContentEncoding = whole.ContentEncoding }, whole.Body)];
    }

    /// <summary>As what records that were read and then refused are kept.</summary>
    public static Delivery Canonical(Delivery delivery) => delivery with
    {
        Source = Sources.Invocations,
        Function = null,
        ContentType = null,
        Attributes = null,
        ProtocolVersion = null,
    };

    /// <summary>Records as items of one record a line (of protobuf: of one message behind the other), as few items as hold them.</summary>
    public static IEnumerable<QuarantinedContent> Refused(Delivery delivery, IReadOnlyList<RefusedRecord> records, int maxItemBytes)
    {
        // Messages of protobuf follow one another without a break.
        var isLines = !DeliveryReader.IsProtobuf(delivery.Source, delivery.ContentType);
        var afterEach = isLines ? 1 : 0;
        for (var first = 0; first < records.Count;)
        {
            var (count, bytes) = (1, (long)records[first].Utf8.Length + afterEach);
            while (first + count < records.Count && bytes + records[first + count].Utf8.Length + afterEach <= maxItemBytes)
            {
                bytes += records[first + count++].Utf8.Length + afterEach;
            }

            var item = Item(delivery, QuarantineForm.Records, Reason(records, first, count)) with { Position = records[first].Position };

            // What is too large is only counted, and need not be copied for that.
            var isAsItIs = count == 1 && (!isLines || bytes > maxItemBytes || !records[first].Utf8.Span.Contains((byte)'\n'));
            yield return QuarantinedContent.Of(item, isAsItIs ? records[first].Utf8 : Together(records, first, count, (int)bytes, isLines));
            first += count;
        }
    }

    private static Delivery Whole(Delivery delivery) =>
        delivery.Attributes is { } headers && Decompression.Undo(delivery.Body, delivery.ContentEncoding, out var data, out _) is null
            ? delivery with { Body = StructuredCloudEvent.Of(headers, delivery.ContentType, data), ContentEncoding = null, ContentType = StructuredCloudEvent.ContentType }
            : delivery;

    private static QuarantinedItem Item(Delivery delivery, QuarantineForm form, string reason) => new()
    {
        Id = "",
        Form = form,
        Source = delivery.Source,
        Time = delivery.ReceivedAt,
        Reason = reason,
        ContentType = delivery.ContentType,
        Function = delivery.Function,
        ProtocolVersion = delivery.ProtocolVersion,
        Size = 0,
    };

    private static string Reason(IReadOnlyList<RefusedRecord> records, int first, int count) => count == 1
        ? records[first].Reason
        : string.Create(CultureInfo.InvariantCulture, $"{count} records, the first: {records[first].Reason}");

    /// <summary>A line break within JSON is white space, and a broken line has none.</summary>
    private static ReadOnlyMemory<byte> Together(IReadOnlyList<RefusedRecord> records, int first, int count, int length, bool isLines)
    {
        var lines = new byte[length];
        var end = 0;
        for (var i = first; i < first + count; i++)
        {
            var utf8 = records[i].Utf8.Span;
            utf8.CopyTo(lines.AsSpan(end));
            end += utf8.Length;
            if (isLines)
            {
                lines.AsSpan(end - utf8.Length, utf8.Length).Replace((byte)'\n', (byte)' ');
                lines[end++] = (byte)'\n';
            }
        }

        return lines;
    }
}
