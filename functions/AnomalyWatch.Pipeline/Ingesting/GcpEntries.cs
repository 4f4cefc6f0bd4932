using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Takes the entries of one delivery in turn.</summary>
internal sealed class GcpEntries(RecordTally tally)
{
    /// <summary>The number of the last Pub/Sub message; empty where it has none, null where none came.</summary>
    public string? MessageId { get; private set; }

    /// <summary>Takes one entry, bare or in the envelope of a push.</summary>
    public void Take(in JsonPiece piece)
    {
        tally.Take(piece.Read(json => json.Text("logName") is null && json.Object("message") is { } message ? ReadPushed(message) : ReadEntry(json)), piece);
    }

    private Reading ReadPushed(JsonElement message)
    {
        MessageId = message.Text("messageId", "message_id") ?? "";
        if (message.Text("data") is not { } data)
        {
            // Pub/Sub also carries messages that are only attributes.
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
            "logs/run.googleapis.com/varlog/system" => GcpSystemLog.Read(entry),
            "logs/cloudfunctions.googleapis.com/cloud-functions" => GcpExecutionLog.Read(entry),
            "logs/cloudaudit.googleapis.com/activity" or "logs/cloudaudit.googleapis.com/policy" => GcpAuditLog.Read(entry),
            _ => Reading.NotAnInvocation,
        };
    }
}
