using Google.Protobuf;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// Reads <see cref="Sources.OtlpTraces"/> or <see cref="Sources.OtlpLogs"/> in protobuf: <c>ExportTraceServiceRequest</c> and
/// <c>ExportLogsServiceRequest</c> have the same outer shape. One broken field makes the whole delivery unreadable, since nobody can tell
/// where the next one begins.
/// </summary>
internal sealed class OtlpProtobufFormat(Func<OtlpScope, IOtlpRecord> makeRecord) : ISourceFormat
{
    // collector/trace/v1/trace_service.proto: { repeated ResourceSpans resource_spans = 1; }
    // ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; } and ScopeSpans { .. repeated Span spans = 2; }; logs alike
    private const uint ByResource = (1 << 3) | 2;
    private const uint Resource = (1 << 3) | 2;
    private const uint ByScope = (2 << 3) | 2;
    private const uint Record = (2 << 3) | 2;

    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        var tally = new RecordTally();
        var position = 0;
        try
        {
            var scope = new OtlpScope();
            var record = makeRecord(scope);
            using var whole = new ProtobufFields(text);
            while (whole.Next(whole.End, out var tag) && !tally.IsOver)
            {
                position = whole.Position;
                if (tag == ByResource)
                {
                    var part = whole.Bytes();
                    position = whole.Position - part.Length;
                    ReadResource(part, position, scope, record, tally);
                }
                else
                {
                    whole.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidProtocolBufferException)
        {
            return IngestResult.Failed(IngestStatus.Malformed, $"The body is not a protobuf message of this kind (in the part at byte {position}).");
        }

        return tally.Finish();
    }

    public DeliveryReply Reply(IngestResult result, DateTimeOffset receivedAt) => OtlpReply.Protobuf(result);

    private static void ReadResource(ReadOnlyMemory<byte> part, int position, OtlpScope scope, IOtlpRecord record, RecordTally tally)
    {
        // Twice, since the resource may come behind what it is the resource of.
        scope.Resource.Clear();
        using (var fields = new ProtobufFields(part))
        {
            while (fields.Next(fields.End, out var tag))
            {
                if (tag == Resource)
                {
                    OtlpAttributes.ReadResource(fields, fields.End, scope.Resource);
                }
                else
                {
                    fields.Skip();
                }
            }
        }

        ReadScopes(part, position, record, tally);
    }

    private static void ReadScopes(ReadOnlyMemory<byte> part, int position, IOtlpRecord record, RecordTally tally)
    {
        using var fields = new ProtobufFields(part);
        while (fields.Next(fields.End, out var tag) && !tally.IsOver)
        {
            if (tag != ByScope)
            {
                fields.Skip();
                continue;
            }

            for (var end = fields.Enter(fields.End); fields.Next(end, out var inner) && !tally.IsOver;)
            {
                if (inner == Record)
                {
                    var at = position + fields.Position;
                    tally.Take(record.Read(fields, end), at);
                }
                else
                {
                    fields.Skip();
                }
            }
        }
    }
}
