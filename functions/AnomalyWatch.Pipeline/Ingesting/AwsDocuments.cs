using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Takes the documents of AWS services, each by its own shape, whatever brought it: log documents of CloudWatch, records of CloudTrail (in a file,
/// as an event of EventBridge, bare), events of Lambda's platform.
/// </summary>
internal sealed class AwsDocuments
{
    private static readonly string[] Properties =
        ["messageType", "owner", "logGroup", "logStream", "logEvents", "awslogs", "Records", "detail", "detail-type", "version", "eventVersion", "type"];

    private readonly JsonEnvelope _document = new(Properties, InternedTexts.Shared);
    private readonly RecordTally _tally;
    private readonly LambdaLog _log;
    private readonly string? _function;
    private readonly Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? _wrap;
    private int _room;
    private Log? _last;

    // Where the packed text lies whose documents are being taken: a place in bytes that nobody sees would help nobody.
    private long? _packedAt;

    /// <summary>Starts a delivery.</summary>
    /// <param name="tally">Where its records go.</param>
    /// <param name="function">The full name that the sender told beside the body, or null.</param>
    /// <param name="length">How long its text is, which counts towards the limit of all that is unpacked from it.</param>
    /// <param name="wrap">What makes of a document what the source can read alone, to be kept where it is refused; null where it can be as it is.</param>
    public AwsDocuments(RecordTally tally, string? function, int length, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? wrap = null)
    {
        (_tally, _function, _room, _wrap) = (tally, function, Math.Max(0, IngestLimits.DecodedBytes - length), wrap);
        _log = new LambdaLog(tally);
    }

    /// <summary>Takes a document. Gives a result only where the whole delivery is over a limit; whatever else is wrong costs this document alone.</summary>
    /// <param name="piece">The document.</param>
    /// <param name="packedAllowed">Whether it may hold another document packed in base64.</param>
    public IngestResult? Take(in JsonPiece piece, bool packedAllowed = true)
    {
        var document = _document;
        if (!document.Read(piece))
        {
            _tally.Reject(piece.Fault ?? "not a JSON object", At(piece), _wrap);
        }
        else if (document.Object("awslogs") is { } packed && packedAllowed)
        {
            return TakePacked(packed, "awslogs.data", piece, _wrap);
        }
        else if (document.Text("messageType") is { } messageType)
        {
            TakeLogs(document, messageType, At(piece));
        }
        else if (document.Elements("Records") is { } records)
        {
            var wrap = Within(FileOf);
            foreach (var record in records)
            {
                _tally.Take(record.Read(CloudTrailEvent.Read), At(record), wrap);
            }
        }
        else if (document.Text("detail-type") is { } detailType)
        {
            TakeEvent(document, detailType, At(piece));
        }
        else if (document.Text("eventVersion") is not null)
        {
            _tally.Take(piece.Read(CloudTrailEvent.Read), At(piece), _wrap);
        }
        else if (document.Text("type")?.StartsWith("platform.", StringComparison.Ordinal) == true)
        {
            _log.Take(LambdaPlatformEvent.Read(piece, new LambdaSource(_function, null)), "", At(piece), _wrap);
        }
        else
        {
            _tally.Reject("neither a log document, nor a CloudTrail record, nor an event of Lambda's platform", At(piece), _wrap);
        }

        return null;
    }

    /// <summary>Takes what the property <c>data</c> of an object holds in base64, gzipped or plain. Positions in reasons are that of the object.</summary>
    /// <param name="wrapper">The object.</param>
    /// <param name="place">What reasons call the property.</param>
    /// <param name="whole">What is kept where nothing can be unpacked.</param>
    /// <param name="wrap">What makes of that what the source can read alone, or null.</param>
    public IngestResult? TakePacked(in JsonPiece wrapper, string place, in JsonPiece whole, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? wrap)
    {
        if (wrapper.Fault is not null || Base64Field.Read(wrapper, "data", out var length) is not { } packed)
        {
            _tally.Reject(place + ": is missing or not base64", whole with { Position = wrapper.Position }, wrap);
            return null;
        }

        _tally.Hold(packed);
        ReadOnlyMemory<byte> text = packed.Room.AsMemory(0, length);
        if (Decompression.IsGzip(text.Span) && Gunzip(ref text) is { } failure)
        {
            return Refuse(failure, place + ": the gzip in it is damaged or cut short", whole with { Position = wrapper.Position }, wrap);
        }

        _room = Math.Max(0, _room - text.Length);
        if (JsonPieces.Split(text, out var pieces) is { } broken)
        {
            return Refuse(broken, place + ": holds no JSON", whole with { Position = wrapper.Position }, wrap);
        }

        _packedAt = wrapper.Position;
        foreach (var piece in pieces)
        {
            Take(piece, packedAllowed: false);
            if (_tally.IsOver)
            {
                break;
            }
        }

        _packedAt = null;
        return null;
    }

    private IngestResult? Gunzip(ref ReadOnlyMemory<byte> text)
    {
        var failure = Decompression.Gunzip(text, _room, out text, out var unpacked);
        if (unpacked is not null)
        {
            _tally.Hold(unpacked);
        }

        return failure;
    }

    private static ReadOnlyMemory<byte> FileOf(ReadOnlyMemory<byte> record) => (byte[])[.. "{\"Records\":["u8, .. record.Span, .. "]}"u8];

    private JsonPiece At(in JsonPiece piece) => _packedAt is { } at ? piece with { Position = at } : piece;

    private Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Within(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> document) =>
        _wrap is { } wrap ? utf8 => wrap(document(utf8)) : document;

    private IngestResult? Refuse(IngestResult failure, string reason, in JsonPiece whole, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? wrap)
    {
        if (failure.Status == IngestStatus.TooLarge)
        {
            return failure;
        }

        _tally.Reject(reason, whole, wrap);
        return null;
    }

    // Most documents of a delivery are of one stream.
    private Log LogOf(string? owner, string? group, string? stream)
    {
        if (_last is not { } last || last.Origin.Owner != owner || last.Origin.LogGroup != group || last.Origin.LogStream != stream)
        {
            var origin = new LogDocument(owner, group, stream);
            _last = new Log(origin, LambdaSource.Of(owner, group, stream, _function), Within(origin.Wrap));
        }

        return _last;
    }

    private void TakeLogs(JsonEnvelope document, string messageType, in JsonPiece whole)
    {
        switch (messageType)
        {
            case "DATA_MESSAGE" when document.Elements("logEvents") is { } events:
                var log = LogOf(document.Text("owner"), document.Text("logGroup"), document.Text("logStream"));
                for (var i = 0; i < events.Count; i++)
                {
                    _log.TakeLogEvent(At(events[i]), log.Source, log.Origin.LogStream ?? "", log.Wrap);
                }

                break;
            case "DATA_MESSAGE":
                _tally.Reject("logEvents: is missing or not an array", whole, _wrap);
                break;
            case "CONTROL_MESSAGE":
                // CloudWatch asks so whether the destination is there.
                _tally.Take(Reading.NotAnInvocation, whole);
                break;
            default:
                _tally.Reject("messageType: is neither DATA_MESSAGE nor CONTROL_MESSAGE", whole, _wrap);
                break;
        }
    }

    private void TakeEvent(JsonEnvelope document, string detailType, in JsonPiece whole)
    {
        if (document.Text("version") is not (null or "0"))
        {
            _tally.Reject("version: EventBridge events of another version than 0 are not known here", whole, _wrap);
        }
        else if (!detailType.EndsWith("via CloudTrail", StringComparison.Ordinal))
        {
            _tally.Take(Reading.NotAnInvocation, whole);
        }
        else if (document.Object("detail") is { } record)
        {
            _tally.Take(record.Read(CloudTrailEvent.Read), whole with { Position = At(record).Position }, _wrap);
        }
        else
        {
            _tally.Reject("detail: is missing or not an object", whole, _wrap);
        }
    }

    private sealed record Log(LogDocument Origin, LambdaSource Source, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Wrap);
}
