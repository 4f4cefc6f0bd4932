using Google.Protobuf;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// Reads <see cref="Sources.OtlpTraces"/> or <see cref="Sources.OtlpLogs"/> in protobuf: <c>ExportTraceServiceRequest</c> and
/// <c>ExportLogsServiceRequest</c> have the same outer shape. One broken field makes the whole delivery unreadable, since nobody can tell
/// where the next one begins.
/// </summary>
internal sealed class OtlpProtobufFormat(Func<OtlpScope, IOtlpRecord> makeRecord) : ISourceFormat
{
    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        var tally = new RecordTally();
        var scope = new OtlpScope();
        using var body = new OtlpProtobufBody(text, scope, makeRecord(scope), tally);
        try
        {
            body.Read();
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidProtocolBufferException)
        {
            tally.Release();
            return IngestResult.Failed(IngestStatus.Malformed, $"The body is not a protobuf message of this kind (in the part at byte {body.Position}).");
        }

        return tally.Finish();
    }

    public DeliveryReply Reply(IngestResult result, DateTimeOffset receivedAt) => OtlpReply.Protobuf(result);
}
