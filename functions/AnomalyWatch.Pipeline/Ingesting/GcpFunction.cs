using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What every LogEntry of a Google function tells: whose it is, when it was, and in which trace.</summary>
internal static class GcpFunction
{
    /// <summary>
    /// An invocation with <c>gcp/&lt;project&gt;/&lt;region&gt;/&lt;name&gt;</c> from the resource's labels, the revision as version, and the entry's
    /// time; null with a reason where one is missing.
    /// </summary>
    /// <param name="entry">The LogEntry.</param>
    /// <param name="id">What stands for the call's id.</param>
    /// <param name="fault">Why the entry cannot be read; else empty.</param>
    public static Invocation? Of(JsonElement entry, string? id, out string fault)
    {
        fault = "";
        var labels = entry.Object("resource")?.Object("labels");
        var project = labels?.Text("project_id") ?? ProjectIn(entry.Text("logName"));
        var name = labels?.Text("service_name", "function_name");
        if (project is null || name is null)
        {
            fault = "resource.labels: names no project, or no service and no function";
            return null;
        }

        if (CloudTime.Read(entry.Text("timestamp")) is not { } time)
        {
            fault = "timestamp: is missing or not a time in RFC 3339";
            return null;
        }

        return new Invocation
        {
            Id = RecordId.From(id),
            Function = FunctionNaming.Of("gcp", project, labels?.Text("location", "region"), name),
            Start = time,
            Version = InvocationRules.Clean(labels?.Text("revision_name"), InvocationLimits.ShortText),
            TraceId = RecordId.From(LastPart(entry.Text("trace"), "/traces/")),
        };
    }

    /// <summary>The project that a log's name (<c>projects/../logs/..</c>) tells, or null.</summary>
    public static string? ProjectIn(string? logName) => LastPart(logName, "projects/");

    // What follows a marker, up to the next slash.
    private static string? LastPart(string? text, string marker)
    {
        var at = text?.IndexOf(marker, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        var rest = text![(at + marker.Length)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? rest : rest[..slash];
    }
}
