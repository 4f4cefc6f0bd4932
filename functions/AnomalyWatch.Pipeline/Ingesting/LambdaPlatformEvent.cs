using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an event of Lambda's platform, from the Telemetry API or from a log in JSON: <c>{"time","type","record"}</c>.
/// <c>platform.report</c> is an invocation that ended at its time, <c>platform.start</c> a beginning, everything else neither.
/// </summary>
internal static class LambdaPlatformEvent
{
    public static Reading Read(JsonElement platformEvent, in LambdaSource source)
    {
        var type = platformEvent.Text("type");
        if (type is not ("platform.report" or "platform.start"))
        {
            return type is null ? Reading.Refused("type: is missing") : Reading.NotAnInvocation;
        }

        if (platformEvent.Object("record") is not { } record || record.Text("requestId") is not { } requestId)
        {
            return Reading.Refused("record: is not an object with a requestId");
        }

        if (source.Function is null)
        {
            return Reading.Refused("the function's name is told by no record of the delivery and not beside it (parameter function)");
        }

        if (CloudTime.Read(platformEvent.Text("time")) is not { } time)
        {
            return Reading.Refused("time: is missing or not a time in RFC 3339");
        }

        var named = new Invocation
        {
            Id = RecordId.From(requestId),
            Function = source.Function,
            Start = time,
            Version = InvocationRules.Clean(record.Text("version") ?? source.Version, InvocationLimits.ShortText),
            TraceId = LambdaStatus.TraceId(record.Object("tracing")?.Text("value")),
        };
        return type == "platform.start" ? Reading.Of(named with { Kind = InvocationKind.Start }) : Report(named, record);
    }

    private static Reading Report(in Invocation named, JsonElement record)
    {
        if (record.Object("metrics") is not { } metrics || metrics.Number("durationMs") is not { } duration)
        {
            return Reading.Refused("record.metrics.durationMs: is missing");
        }

        var init = metrics.Number("initDurationMs");
        return Reading.Of(named with
        {
            Start = CloudTime.Before(named.Start, duration),
            DurationMs = duration,
            Outcome = LambdaStatus.Of(record.Text("status")),
            ErrorType = InvocationRules.Clean(record.Text("errorType"), InvocationLimits.ShortText),
            ColdStart = init is not null,
            InitMs = init,
            MemoryMb = metrics.Number("maxMemoryUsedMB"),
            MemoryLimitMb = metrics.Number("memorySizeMB"),
            BilledMs = metrics.Number("billedDurationMs"),
        });
    }
}
