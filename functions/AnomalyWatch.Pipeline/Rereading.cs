using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;

namespace AnomalyWatch.Pipeline;

/// <summary>What quarantined bytes turn out to be when they are read again.</summary>
internal sealed class Rereading
{
    private Rereading(string source) => Source = source;

    /// <summary>Under which source the records go on.</summary>
    public string Source { get; private init; }

    /// <summary>What can be read now.</summary>
    public List<TelemetryRecord> Records { get; } = [];

    /// <summary>How many records are sound and describe no invocation.</summary>
    public int NotInvocations { get; private set; }

    /// <summary>What still cannot be read, where that is not the item as it was.</summary>
    public IReadOnlyList<QuarantinedContent> Left { get; private set; } = [];

    /// <summary>Why the item's bytes stay as they are; null where they do not.</summary>
    public string? Unchanged { get; private set; }

    /// <summary>Of an event that stays: which of its records still cannot be read.</summary>
    public IReadOnlyList<int>? LeftInEvent { get; private set; }

    /// <summary>Reads bytes again. Never throws for any bytes.</summary>
    public static Rereading Of(QuarantinedContent content, string invocationsHub, int maxItemBytes, DateTimeOffset now, RecordScreen screen)
    {
        var (item, bytes) = content;
        var delivery = new Delivery(item.Source, bytes, item.ContentEncoding, now, item.Function, item.ContentType) { ProtocolVersion = item.ProtocolVersion };
        return item.Form switch
        {
            QuarantineForm.Delivery => OfDelivery(delivery, maxItemBytes, screen),
            QuarantineForm.Records when DeliveryReader.IsProtobuf(item.Source, item.ContentType) => OfDelivery(delivery, maxItemBytes, screen),
            QuarantineForm.Records => OfRecords(delivery, item, maxItemBytes, screen),
            _ when item.Hub != invocationsHub => new Rereading(item.Source) { Unchanged = "events of this hub cannot be tried again: they follow from the log of the other" },
            _ => OfEvent(item, bytes),
        };
    }

    private static Rereading OfDelivery(Delivery delivery, int maxItemBytes, RecordScreen screen)
    {
        var reading = new Rereading(delivery.Source);
        var result = DeliveryReader.Read(delivery);
        if (result.Status != IngestStatus.Read)
        {
            reading.Unchanged = result.Error ?? "";
            return reading;
        }

        result = screen.Apply(result);
        reading.Add(result);
        reading.Left = [.. Unread.Of(delivery, result, maxItemBytes)];
        return reading;
    }

    // Line by line, since many broken lines together would make the sound ones among them unreadable.
    private static Rereading OfRecords(Delivery delivery, QuarantinedItem item, int maxItemBytes, RecordScreen screen)
    {
        var reading = new Rereading(delivery.Source);
        var left = new List<RefusedRecord>();
        var screened = delivery.Source == Sources.Invocations ? left : [];
        for (var rest = delivery.Body; !rest.IsEmpty;)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            var result = DeliveryReader.Read(delivery with { Body = line });
            if (result.Status == IngestStatus.Read)
            {
                result = screen.Apply(result);
                reading.Add(result);
                screened.AddRange(result.Screened);
                left.AddRange(result.Refused.Select(record => record with { Position = item.Position ?? 0 }));
            }
            else
            {
                left.Add(new RefusedRecord(line, item.Position ?? 0, result.Error ?? ""));
            }
        }

        var contents = Unread.Refused(delivery, left, maxItemBytes).ToList();
        if (screened != left)
        {
            contents.AddRange(Unread.Refused(Unread.Canonical(delivery), screened, maxItemBytes));
        }

        if (reading.Records.Count == 0 && reading.NotInvocations == 0 && contents is [var only] && only.Item.Source == item.Source)
        {
            reading.Unchanged = only.Item.Reason;
        }

        reading.Left = contents;
        return reading;
    }

    private static Rereading OfEvent(QuarantinedItem item, ReadOnlyMemory<byte> body)
    {
        var hubEvent = new HubEvent(item.SequenceNumber ?? 0, item.Time, body);
        if (!PackReader.TryReadHeader(hubEvent, out var header, out var content, out var fault))
        {
            return new Rereading(item.Source) { Unchanged = fault };
        }

        // Where others of its records were taken in, only those that were not.
        var wanted = item.Records?.ToHashSet();
        var reading = new Rereading(header!.Source);
        var unsound = new UnsoundRecords();
        void Take(int place, bool isSound, in TelemetryRecord record)
        {
            if (wanted?.Contains(place) != false)
            {
                unsound.Count(place, isSound);
                if (isSound)
                {
                    reading.Records.Add(record);
                }
            }
        }

        if (!new PackUnpacker<TelemetryRecord>(new TelemetryCodec()).TryUnpack(header, content, Take, out fault))
        {
            reading.Unchanged = fault;
        }
        else if (unsound.Fault is { } left)
        {
            (reading.Unchanged, reading.LeftInEvent) = (left, unsound.Indices);
        }
        else if (item.Records is { Count: 0 or >= UnsoundRecords.MaxNoted })
        {
            reading.Unchanged = "those of its records that were noted have been taken in; others may be left, which only the bytes can tell";
            reading.LeftInEvent = [];
        }

        return reading;
    }

    private void Add(IngestResult result)
    {
        Records.AddRange(result.Records);
        NotInvocations += result.NotInvocations;
    }
}
