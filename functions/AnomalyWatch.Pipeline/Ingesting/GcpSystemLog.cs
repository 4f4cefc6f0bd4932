using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an entry of Cloud Run's system log, of which only "Starting new instance. Reason: AUTOSCALING - ..." is for us. An instance that is started
/// ahead of any request (to keep a minimum, or for a new revision) lets nobody wait.
/// </summary>
internal static class GcpSystemLog
{
    private static readonly string[] StartedAhead = ["MIN_INSTANCE", "DEPLOYMENT"];

    public static Reading Read(JsonElement entry)
    {
        var text = entry.Text("textPayload") ?? "";
        if (!text.StartsWith("Starting new instance", StringComparison.Ordinal)
            || Array.Exists(StartedAhead, reason => text.Contains(reason, StringComparison.Ordinal)))
        {
            return Reading.NotAnInvocation;
        }

        return GcpFunction.Of(entry, entry.Text("insertId"), out var fault) is { } named
            ? Reading.Of(InstanceStarts.StartOf(named.Function, named.Start, initMs: null) with { Id = named.Id, Version = named.Version })
            : Reading.Refused(fault);
    }
}
