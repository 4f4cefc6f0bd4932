using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.AzureMonitor"/>: what diagnostic settings send to an event hub. <c>{"records":[...]}</c>, an array of such,
/// bare records alone, in an array or one per line; some forwarders make a string of JSON of the whole or of each record. FunctionAppLogs and the
/// records of Application Insights hold invocations, the Activity log changes.
/// </summary>
internal sealed class AzureMonitorFormat : ISourceFormat
{
    private const string Records = "records";

    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        var envelope = new JsonEnvelope([Records]);
        foreach (var piece in pieces)
        {
            if (JsonPieces.Unquote(piece) is not { } quoted)
            {
                Take(piece, envelope, tally);
            }
            else if (quoted.Fault is not null || JsonPieces.Split(quoted.Utf8, out var inner) is not null)
            {
                tally.Reject(quoted.Fault ?? "a string that holds no JSON", piece);
            }
            else
            {
                foreach (var unquoted in inner)
                {
                    Take(unquoted with { Position = piece.Position }, envelope, tally);
                }
            }

            if (tally.IsOver)
            {
                break;
            }
        }

        return tally.Finish();
    }

    private static void Take(in JsonPiece piece, JsonEnvelope envelope, RecordTally tally)
    {
        if (!envelope.Read(piece) || envelope.Elements(Records) is not { } records)
        {
            Take(piece, tally);
            return;
        }

        foreach (var record in records)
        {
            Take(record, tally);
        }
    }

    private static void Take(in JsonPiece record, RecordTally tally) => tally.Take((JsonPieces.Unquote(record) ?? record).Read(ReadRecord), record);

    private static Reading ReadRecord(JsonElement record)
    {
        // Resource logs say "category", Application Insights says "Type" or "type".
        ReadOnlySpan<string> names = ["category", "Category", "type", "Type"];
        foreach (var name in names)
        {
            switch (record.Text(name))
            {
                case { } category when Is(category, AzureFunctionLog.Category):
                    return AzureFunctionLog.Read(record);
                case { } category when Is(category, AzureAppRequest.Category):
                    return AzureAppRequest.Read(record);
                case { } category when Is(category, AzureAppException.Category):
                    return AzureAppException.Read(record);
                case { } category when Is(category, AzureAppDependency.Category):
                    return AzureAppDependency.Read(record);
                case { } category when Is(category, AzureActivityLog.Category):
                    return AzureActivityLog.Read(record);
                default:
                    break;
            }
        }

        return Reading.NotAnInvocation;
    }

    private static bool Is(string category, string name) => category.Equals(name, StringComparison.OrdinalIgnoreCase);
}
