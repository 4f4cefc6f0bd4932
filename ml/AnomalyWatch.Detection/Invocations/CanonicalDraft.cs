using System.Text.Json;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>The properties of one canonical record while it is being read.</summary>
internal struct CanonicalDraft
{
    /// <summary>Names of properties and most ids are no longer than this.</summary>
    public const int ShortChars = 64;

    public string? Function, FunctionViolation, Kind, ErrorType, Version, Operation, Principal, Ip, Detail;
    public RecordId Id, TraceId, ParentId;
    public DateTimeOffset? Start, Time;
    public double? SpanMs, DurationMs, InitMs, MemoryMb, MemoryLimitMb, BilledMs;
    public long? RequestBytes, ResponseBytes, StatusCode, Count;
    public bool? ColdStart;
    public Outcome Outcome;
    public Trigger Trigger;
    public Caller Caller;

    /// <summary>The longest text of a caller's property, in characters; 0 for one that is not known.</summary>
    public static int CallerLimit(ReadOnlySpan<byte> property) => property.Length switch
    {
        2 when property.SequenceEqual("ip"u8) => InvocationLimits.Ip,
        5 when property.SequenceEqual("agent"u8) => InvocationLimits.LongText,
        7 when property.SequenceEqual("network"u8) || property.SequenceEqual("country"u8) => InvocationLimits.ShortText,
        9 when property.SequenceEqual("principal"u8) => InvocationLimits.LongText,
        _ => 0,
    };

    /// <summary>Sets a caller's property that is known, to a text within its limit.</summary>
    public void SetCaller(scoped ReadOnlySpan<byte> property, string? text) => Caller = property[0] switch
    {
        (byte)'p' => Caller with { Principal = text },
        (byte)'i' => Caller with { Ip = text },
        (byte)'n' => Caller with { Network = text },
        (byte)'c' => Caller with { Country = text },
        _ => Caller with { Agent = text },
    };

    /// <summary>Sets the kind where it is one of an invocation.</summary>
    public bool TrySetKind(scoped ReadOnlySpan<byte> kind)
    {
        Kind = kind.SequenceEqual("start"u8) ? "start" : kind.SequenceEqual("instanceStart"u8) ? "instanceStart" : null;
        return Kind is not null;
    }

    /// <summary>Takes in the value under the reader; gives what is wrong with it, or null. A null value is an absent one.</summary>
    public string? Take(CanonicalProperty property, ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        switch (property)
        {
            case CanonicalProperty.Id:
                return CanonicalValues.Id(ref json, out Id);
            case CanonicalProperty.TraceId:
                return CanonicalValues.Id(ref json, out TraceId);
            case CanonicalProperty.ParentId:
                return CanonicalValues.Id(ref json, out ParentId);
            case CanonicalProperty.Function:
                var fault = CanonicalValues.Text(ref json, out Function);
                Function = Function?.ToLowerInvariant();
                FunctionViolation = Function is null ? null : InvocationRules.FunctionViolation(Function);
                return fault;
            case CanonicalProperty.Kind:
                return CanonicalValues.Text(ref json, out Kind);
            case CanonicalProperty.Start:
                return CanonicalValues.Time(ref json, out Start);
            case CanonicalProperty.Time:
                return CanonicalValues.Time(ref json, out Time);
            case CanonicalProperty.SpanMs:
                return CanonicalValues.Number(ref json, out SpanMs);
            case CanonicalProperty.DurationMs:
                return CanonicalValues.Number(ref json, out DurationMs);
            case CanonicalProperty.InitMs:
                return CanonicalValues.Number(ref json, out InitMs);
            case CanonicalProperty.MemoryMb:
                return CanonicalValues.Number(ref json, out MemoryMb);
            case CanonicalProperty.MemoryLimitMb:
                return CanonicalValues.Number(ref json, out MemoryLimitMb);
            case CanonicalProperty.BilledMs:
                return CanonicalValues.Number(ref json, out BilledMs);
            case CanonicalProperty.Outcome:
                return CanonicalNames.TryRead(ref json, out Outcome) ? null : "is none of the outcomes";
            case CanonicalProperty.Trigger:
                return CanonicalNames.TryRead(ref json, out Trigger) ? null : "is none of the triggers";
            case CanonicalProperty.StatusCode:
                return CanonicalValues.Whole(ref json, out StatusCode);
            case CanonicalProperty.RequestBytes:
                return CanonicalValues.Whole(ref json, out RequestBytes);
            case CanonicalProperty.ResponseBytes:
                return CanonicalValues.Whole(ref json, out ResponseBytes);
            case CanonicalProperty.Count:
                return CanonicalValues.Whole(ref json, out Count);
            case CanonicalProperty.ColdStart:
                return CanonicalValues.Flag(ref json, out ColdStart);
            case CanonicalProperty.ErrorType:
                return CanonicalValues.Text(ref json, out ErrorType);
            case CanonicalProperty.Version:
                return CanonicalValues.Text(ref json, out Version);
            case CanonicalProperty.Operation:
                return CanonicalValues.Text(ref json, out Operation);
            case CanonicalProperty.Principal:
                return CanonicalValues.Text(ref json, out Principal);
            case CanonicalProperty.Ip:
                return CanonicalValues.Text(ref json, out Ip);
            case CanonicalProperty.Detail:
                return CanonicalValues.Text(ref json, out Detail);
            case CanonicalProperty.Caller:
                return TakeCaller(ref json);
            default:
                json.Skip();
                return null;
        }
    }

    /// <summary>The finished record; gives the rule it breaks, or null.</summary>
    public readonly string? Finish(out TelemetryRecord record)
    {
        if (Kind == "change")
        {
            return FinishChange(out record);
        }

        record = default;
        if (Kind is not (null or "start" or "instanceStart"))
        {
            return "kind: is none of start, instanceStart and change";
        }

        var invocation = new Invocation
        {
            Id = Id,
            Function = Function ?? "",
            Kind = Kind switch { null => InvocationKind.Completed, "start" => InvocationKind.Start, _ => InvocationKind.InstanceStart },
            Start = Start ?? default,
            SpanMs = SpanMs,
            DurationMs = DurationMs,
            Outcome = Outcome,
            StatusCode = StatusCode is { } code ? (int)Math.Clamp(code, -1, 1000) : null,
            ErrorType = InvocationRules.Clean(ErrorType, InvocationLimits.ShortText),
            Trigger = Trigger,
            ColdStart = ColdStart,
            InitMs = InitMs,
            MemoryMb = MemoryMb,
            MemoryLimitMb = MemoryLimitMb,
            BilledMs = BilledMs,
            RequestBytes = RequestBytes,
            ResponseBytes = ResponseBytes,
            Version = InvocationRules.Clean(Version, InvocationLimits.ShortText),
            Caller = Caller,
            TraceId = TraceId,
            ParentId = ParentId,
            Count = Count ?? 1,
        };
        record = new TelemetryRecord(invocation);
        return Start is null ? "start: is missing"
            : (Function is null ? InvocationRules.FunctionViolation("") : FunctionViolation) ?? InvocationRules.ViolationBesideFunction(invocation);
    }

    private readonly string? FinishChange(out TelemetryRecord record)
    {
        var change = new Change
        {
            Id = Id,
            Function = Function ?? "",
            Time = Time ?? default,
            Operation = InvocationRules.Clean(Operation, InvocationLimits.ShortText) ?? "",
            Principal = InvocationRules.Clean(Principal, InvocationLimits.LongText),
            Ip = InvocationRules.Clean(Ip, InvocationLimits.Ip),
            Outcome = Outcome,
            Detail = InvocationRules.Clean(Detail, InvocationLimits.LongText),
        };
        record = new TelemetryRecord(change);
        return Time is null ? "time: is missing" : InvocationRules.Violation(change);
    }

    private string? TakeCaller(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return "is not an object";
        }

        Span<byte> buffer = stackalloc byte[ShortChars];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = CanonicalValues.Name(json, buffer);
            json.Read();
            var limit = CallerLimit(property);
            if (limit == 0 || json.TokenType == JsonTokenType.Null)
            {
                json.Skip();
                continue;
            }

            if (CanonicalValues.Text(ref json, out var text) is { } fault)
            {
                return fault;
            }

            SetCaller(property, InvocationRules.Clean(text, limit));
        }

        return null;
    }
}
