using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.AzureMonitor"/>: what diagnostic settings send to an event hub. <c>{"records":[...]}</c>, an array of such,
/// bare records alone, in an array or one per line. FunctionAppLogs and AppRequests hold invocations, no other category does.
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
        foreach (var piece in pieces)
        {
            foreach (var record in JsonEnvelope.Open(piece, Records)?.Elements(Records) ?? [piece])
            {
                tally.Take(record.Read(ReadRecord), record);
            }

            if (tally.IsOver)
            {
                break;
            }
        }

        return tally.Finish();
    }

    private static Reading ReadRecord(JsonElement record)
    {
        // Resource logs say "category", Application Insights says "Type" or "type".
        ReadOnlySpan<string> names = ["category", "Category", "type", "Type"];
        foreach (var name in names)
        {
            var category = record.Text(name);
            if (string.Equals(category, AzureFunctionLog.Category, StringComparison.OrdinalIgnoreCase))
            {
                return AzureFunctionLog.Read(record);
            }

            if (string.Equals(category, AzureAppRequest.Category, StringComparison.OrdinalIgnoreCase))
            {
                return AzureAppRequest.Read(record);
            }
        }

        return Reading.NotAnInvocation;
    }
}
