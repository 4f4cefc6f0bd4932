using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an event of Lambda's platform, from the Telemetry API or from a log in JSON: <c>{"time","type","record"}</c>.
/// <c>platform.report</c> is an invocation that ended at its time, <c>platform.start</c> a beginning, <c>platform.initReport</c> and
/// <c>platform.restoreReport</c> the start of an instance; <c>platform.runtimeDone</c> adds the size of the answer, everything else nothing.
/// </summary>
internal static class LambdaPlatformEvent
{
    public static LambdaLine Read(in JsonPiece piece, LambdaSource source)
    {
        var sight = LambdaSight.Other;
        var reading = piece.Read(json =>
        {
            var line = Read(json, source);
            sight = line.Sight;
            return line.Reading;
        });
        return new LambdaLine(reading, sight);
    }

    public static LambdaLine Read(JsonElement platformEvent, in LambdaSource source) => platformEvent.Text("type") switch
    {
        "platform.report" => new LambdaLine(Report(platformEvent, source), LambdaSight.Report),
        "platform.start" => new LambdaLine(Start(platformEvent, source), LambdaSight.Other),
        "platform.initReport" or "platform.restoreReport" => InstanceStart(platformEvent, source),
        "platform.runtimeDone" => RuntimeDone(platformEvent, source),
        null => new LambdaLine(Reading.Refused("type: is missing"), LambdaSight.Other),
        _ => new LambdaLine(Reading.NotAnInvocation, LambdaSight.Other),
    };

    private static Invocation? Named(JsonElement platformEvent, in LambdaSource source, bool idNeeded, out string fault)
    {
        var record = platformEvent.Object("record");
        var requestId = record?.Text("requestId");
        var time = CloudTime.Read(platformEvent.Text("time"));
        fault = record is null || (idNeeded && requestId is null) ? "record: is not an object with a requestId"
            : source.Function is null ? "the function's name is told by no record of the delivery and not beside it (parameter function)"
            : time is null ? "time: is missing or not a time in RFC 3339"
            : "";
        return fault.Length > 0 ? null : new Invocation
        {
            Id = RecordId.From(requestId),
            Function = source.Function!,
            Start = time!.Value,
            Version = InvocationRules.Clean(record!.Value.Text("version") ?? source.Version, InvocationLimits.ShortText),
            TraceId = LambdaStatus.TraceId(record.Value.Object("tracing")?.Text("value")),
        };
    }

    private static Reading Start(JsonElement platformEvent, in LambdaSource source) =>
        Named(platformEvent, source, idNeeded: true, out var fault) is { } named ? Reading.Of(named with { Kind = InvocationKind.Start }) : Reading.Refused(fault);

    private static Reading Report(JsonElement platformEvent, in LambdaSource source)
    {
        if (Named(platformEvent, source, idNeeded: true, out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        var record = platformEvent.Object("record")!.Value;
        if (record.Object("metrics") is not { } metrics || metrics.Number("durationMs") is not { } duration)
        {
            return Reading.Refused("record.metrics.durationMs: is missing");
        }

        var init = metrics.Number("initDurationMs") ?? metrics.Number("restoreDurationMs");
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

    private static LambdaLine InstanceStart(JsonElement platformEvent, in LambdaSource source)
    {
        var record = platformEvent.Object("record");
        if (record?.Text("initializationType") == "provisioned-concurrency")
        {
            // Started ahead of any call, so no call waited for it.
            return new LambdaLine(Reading.NotAnInvocation, LambdaSight.Other);
        }

        return new LambdaLine(
            Named(platformEvent, source, idNeeded: false, out var fault) is { } named
                ? Reading.Of(InstanceStarts.StartOf(named.Function, named.Start, record?.Object("metrics")?.Number("durationMs")) with
                {
                    Version = named.Version,
                    ErrorType = InvocationRules.Clean(record?.Text("errorType"), InvocationLimits.ShortText),
                })
                : Reading.Refused(fault),
            LambdaStatus.OfStart(record?.Text("phase"), record?.Text("status")));
    }

    private static LambdaLine RuntimeDone(JsonElement platformEvent, in LambdaSource source)
    {
        var record = platformEvent.Object("record");
        var bytes = record?.Object("metrics")?.Whole("producedBytes");
        return bytes >= 0 && Named(platformEvent, source, idNeeded: true, out _) is { } named
            ? new LambdaLine(Reading.Of(named with { ResponseBytes = bytes }), LambdaSight.Response)
            : new LambdaLine(Reading.NotAnInvocation, LambdaSight.Other);
    }
}
