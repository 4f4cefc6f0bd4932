namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.AwsCloudWatch"/>: what a CloudWatch Logs subscription delivers, plain, gzipped, or as the event a forwarding
/// Lambda gets (<c>{"awslogs":{"data":"&lt;base64 of gzip&gt;"}}</c>); one document, an array of them, or one per line.
/// </summary>
internal sealed class AwsCloudWatchFormat : ISourceFormat
{
    private static readonly string[] Properties = ["messageType", "owner", "logGroup", "logStream", "logEvents", "awslogs"];

    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        var log = new LambdaLog(tally, function);
        var room = IngestLimits.DecodedBytes - text.Length;
        foreach (var piece in pieces)
        {
            if (JsonEnvelope.Open(piece, Properties) is not { } document)
            {
                tally.Reject(piece.Fault ?? "not a JSON object", piece.Position, piece.Utf8);
            }
            else if (document.Object("awslogs") is not { } wrapped)
            {
                ReadDocument(document, piece, log, tally);
            }
            else if (ReadWrapped(wrapped, piece, ref room, log, tally) is { } tooLarge)
            {
                return tooLarge;
            }

            if (tally.IsOver)
            {
                break;
            }
        }

        return tally.Finish();
    }

    // Gives a result only where the whole delivery is over a limit; whatever else is wrong costs this document alone.
    private static IngestResult? ReadWrapped(in JsonPiece wrapped, in JsonPiece whole, ref int room, LambdaLog log, RecordTally tally)
    {
        var data = JsonEnvelope.Open(wrapped, "data")?.Text("data") ?? "";
        var gzip = new byte[data.Length];
        if (data.Length == 0 || !Convert.TryFromBase64String(data, gzip, out var length))
        {
            tally.Reject("awslogs.data: is missing or not base64", wrapped.Position, whole.Utf8);
            return null;
        }

        if (Decompression.Gunzip(gzip.AsMemory(0, length), Math.Max(0, room), out var text) is { } failure)
        {
            if (failure.Status == IngestStatus.TooLarge)
            {
                return failure;
            }

            tally.Reject("awslogs.data: not gzip, or damaged or cut short", wrapped.Position, whole.Utf8);
            return null;
        }

        room -= text.Length;
        if (JsonPieces.Split(text, out var pieces) is { } broken)
        {
            if (broken.Status == IngestStatus.TooLarge)
            {
                return broken;
            }

            tally.Reject("awslogs.data: not well-formed JSON", wrapped.Position, whole.Utf8);
            return null;
        }

        foreach (var piece in pieces)
        {
            // Positions are those of the wrapping object: a place in bytes that nobody sees would help nobody.
            if (JsonEnvelope.Open(piece, Properties) is { } document && document.Object("awslogs") is null)
            {
                ReadDocument(document, piece with { Position = wrapped.Position }, log, tally);
            }
            else
            {
                tally.Reject("awslogs.data: holds no log document", wrapped.Position, piece.Utf8);
            }
        }

        return null;
    }

    private static void ReadDocument(JsonEnvelope document, in JsonPiece piece, LambdaLog log, RecordTally tally)
    {
        var events = document.Elements("logEvents");
        switch (document.Text("messageType"))
        {
            case "DATA_MESSAGE" when events is not null:
                var origin = new LogDocument(document.Text("owner"), document.Text("logGroup"), document.Text("logStream"));
                var source = LambdaSource.Of(origin.Owner, origin.LogGroup, origin.LogStream, log.Function);
                foreach (var logEvent in events)
                {
                    log.Take(logEvent, source, origin);
                }

                break;
            case "DATA_MESSAGE":
                tally.Reject("logEvents: is missing or not an array", piece.Position, piece.Utf8);
                break;
            case "CONTROL_MESSAGE":
                // CloudWatch asks so whether the destination is there.
                tally.Take(Reading.NotAnInvocation, piece);
                break;
            default:
                tally.Reject("messageType: is neither DATA_MESSAGE nor CONTROL_MESSAGE", piece.Position, piece.Utf8);
                break;
        }
    }
}
