using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.GcpLogging"/>: LogEntry objects of Cloud Logging, bare, in an array, one per line, or each in the envelope of a
/// Pub/Sub push (<c>{"message":{"data":"&lt;base64&gt;"}}</c>). Cloud Run's request log and the first generation's execution log hold invocations.
/// </summary>
internal sealed class GcpLoggingFormat : ISourceFormat
{
    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        foreach (var piece in pieces)
        {
            tally.Take(piece.Read(ReadRecord), piece);
        }

        return tally.Finish();
    }

    private static Reading ReadRecord(JsonElement record) =>
        record.Text("logName") is null && record.Object("message") is { } message ? ReadPushed(message) : ReadEntry(record);

    private static Reading ReadPushed(JsonElement message)
    {
        // Pub/Sub also carries messages that are only attributes.
        if (message.Text("data") is not { } data)
        {
            return Reading.NotAnInvocation;
        }

        var bytes = new byte[data.Length];
        if (!Convert.TryFromBase64String(data, bytes, out var length))
        {
            return Reading.Refused("message.data: not base64");
        }

        var entry = new JsonPiece(bytes.AsMemory(0, length), 0).Read(ReadEntry);
        return entry.Fault is { } fault ? Reading.Refused("in message.data: " + fault) : entry;
    }

    private static Reading ReadEntry(JsonElement entry)
    {
        if (entry.Text("logName") is not { } logName)
        {
            return Reading.Refused("logName: is missing");
        }

        // The part after /logs/ is escaped in the log's name, but not on every route.
        var log = logName[(logName.IndexOf("/logs/", StringComparison.Ordinal) + 1)..].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return log switch
        {
            "logs/run.googleapis.com/requests" => GcpRequestLog.Read(entry),
            "logs/cloudfunctions.googleapis.com/cloud-functions" => GcpExecutionLog.Read(entry),
            _ => Reading.NotAnInvocation,
        };
    }
}
