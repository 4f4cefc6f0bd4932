using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// One span while it is being read, in either encoding. An invocation is a span of the kind SERVER or CONSUMER that runs in a function and
/// is the outermost of its process there; whatever a web framework or a loop over messages opens within it is not counted again.
/// </summary>
internal sealed class OtlpSpan(OtlpScope scope)
{
    private const int Server = 2;
    private const int Consumer = 5;
    private const uint KnowsParent = 0x100;
    private const uint ParentIsRemote = 0x200;
    private const double NanosecondsPerMillisecond = 1e6;
    private const double BytesPerMebibyte = 1024 * 1024;

    /// <summary>The span's own attributes.</summary>
    public OtlpValues Values { get; } = new(InternedTexts.Shared);

    /// <summary>The attributes of its exceptions; the last one counts.</summary>
    public OtlpValues Events { get; } = new(InternedTexts.Shared);

    public OtlpId TraceId { get; set; }

    public OtlpId SpanId { get; set; }

    public OtlpId ParentId { get; set; }

    public int Kind { get; set; }

    public uint Flags { get; set; }

    public ulong Start { get; set; }

    public ulong End { get; set; }

    public int Status { get; set; }

    /// <summary>How many spans it stands for.</summary>
    public long Weight { get; set; } = 1;

    /// <summary>Forgets everything, for the next span.</summary>
    public void Clear()
    {
        Values.Clear();
        Events.Clear();
        (TraceId, SpanId, ParentId, Kind, Flags, Start, End, Status, Weight) = (default, default, default, 0, 0, 0, 0, 0, 1);
    }

    /// <summary>What the span is.</summary>
    public Reading Read()
    {
        if (Kind is not (Server or Consumer) || IsInner || !scope.IsFunction(Values))
        {
            return Reading.NotAnInvocation;
        }

        if (scope.Function(Values) is not { } function)
        {
            return Reading.Refused("faas.name: is missing, and cloud.resource_id names no function");
        }

        if (Start == 0 || End < Start)
        {
            return Reading.Refused("startTimeUnixNano: is missing, or the span ends before it");
        }

        int? code = Values.Number(OtlpKey.StatusCode) is not { } number ? null : number is >= 0 and <= 999 ? (int)number : -1;
        var errorType = Values.Text(OtlpKey.ErrorType) ?? Events.Text(OtlpKey.ExceptionType);
        return Reading.Of(new Invocation
        {
            Id = Values.InvocationId.IsNone ? SpanId.Within(TraceId) : Values.InvocationId,
            Function = function,
            Start = OtlpTime.Of(Start),
            DurationMs = (End - Start) / NanosecondsPerMillisecond,
            Outcome = OtlpOutcome.Of(Status, code, errorType),
            StatusCode = code,
            ErrorType = InvocationRules.Clean(errorType, InvocationLimits.ShortText),
            Trigger = TriggerOf(Values.Text(OtlpKey.FaasTrigger), code),
            ColdStart = Values.Flag(OtlpKey.FaasColdStart),
            MemoryLimitMb = scope.Number(Values, OtlpKey.FaasMaxMemory) / BytesPerMebibyte,
            RequestBytes = Whole(OtlpKey.RequestBytes),
            ResponseBytes = Whole(OtlpKey.ResponseBytes),
            Version = InvocationRules.Clean(scope.Text(Values, OtlpKey.FaasVersion), InvocationLimits.ShortText),
            Caller = new Caller
            {
                Principal = Values.Text(OtlpKey.EndUser),
                Ip = InvocationRules.Clean(Values.Text(OtlpKey.ClientAddress), InvocationLimits.Ip),
                Agent = Values.Text(OtlpKey.UserAgent),
            },
            TraceId = TraceId.AsTrace(),
            ParentId = ParentId.AsSpan(),
            Count = Weight,
        });
    }

    private bool IsInner => !ParentId.IsNone && (Flags & (KnowsParent | ParentIsRemote)) == KnowsParent;

    private long? Whole(OtlpKey key) => Values.Number(key) is not { } number ? null : number is >= 0 and <= 1e18 ? (long)number : -1;

    private static Trigger TriggerOf(string? trigger, int? code) => trigger switch
    {
        "http" => Trigger.Http,
        "timer" => Trigger.Timer,
        "pubsub" => Trigger.PubSub,
        "datasource" => Trigger.Storage,
        null => code is null ? Trigger.Unknown : Trigger.Http,
        _ => Trigger.Other,
    };
}
