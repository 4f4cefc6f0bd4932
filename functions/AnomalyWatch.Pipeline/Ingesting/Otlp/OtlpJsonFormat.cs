namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// Reads <see cref="Sources.OtlpTraces"/> or <see cref="Sources.OtlpLogs"/> in JSON: one request, or one per line as the collector's file
/// exporter writes them. Names are those of the specification in lowerCamelCase; others are ignored.
/// </summary>
internal sealed class OtlpJsonFormat(string byResource, string byScope, string records, string rejected, Func<OtlpScope, IOtlpRecord> makeRecord) : ISourceFormat
{
    private const string Resource = "resource";
    private const string Attributes = "attributes";

    private readonly OtlpJsonRequest _form = new(byResource, byScope, records);

    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        var scope = new OtlpScope();
        var record = makeRecord(scope);
        foreach (var piece in pieces)
        {
            if (JsonEnvelope.Open(piece, byResource) is not { } request)
            {
                tally.Reject(piece.Fault ?? "not a JSON object", piece);
                continue;
            }

            foreach (var part in request.Elements(byResource) ?? [])
            {
                ReadResource(part, scope, record, tally);
            }
        }

        return tally.Finish();
    }

    public DeliveryReply Reply(IngestResult result, DateTimeOffset receivedAt) => OtlpReply.Json(result, rejected);

    private void ReadResource(in JsonPiece part, OtlpScope scope, IOtlpRecord record, RecordTally tally)
    {
        if (JsonEnvelope.Open(part, Resource, byScope) is not { } envelope)
        {
            tally.Reject(part.Fault ?? "not a JSON object", part, _form.OfPart);
            return;
        }

        scope.Resource.Clear();
        envelope.Object(Resource)?.Read(resource =>
        {
            if (resource.TryGetProperty(Attributes, out var attributes))
            {
                scope.Resource.Set(attributes);
            }

            return Reading.NotAnInvocation;
        });

        // Alone a record does not tell whose it is, so what is refused is kept as a request of one.
        var told = envelope.Object(Resource)?.Utf8 ?? default;
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> ofScope = utf8 => _form.OfScope(told, utf8), ofRecord = utf8 => _form.OfRecord(told, utf8);
        foreach (var scopePart in envelope.Elements(byScope) ?? [])
        {
            if (JsonEnvelope.Open(scopePart, records) is not { } scoped)
            {
                tally.Reject(scopePart.Fault ?? "not a JSON object", scopePart, ofScope);
                continue;
            }

            foreach (var item in scoped.Elements(records) ?? [])
            {
                if (tally.IsOver)
                {
                    return;
                }

                tally.Take(item.Read(record.Read), item, ofRecord);
            }
        }
    }
}
