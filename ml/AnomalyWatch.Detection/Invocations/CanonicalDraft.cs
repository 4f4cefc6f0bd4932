using System.Text.Json;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>The properties of one canonical record while it is being read.</summary>
internal struct CanonicalDraft
{
    /// <summary>Names of properties and most ids are no longer than this.</summary>
    public const int ShortChars = 64;

    private string? _function, _kind, _errorType, _version, _operation, _principal, _ip, _detail;
    private RecordId _id, _traceId, _parentId;
    private DateTimeOffset? _start, _time;
    private double? _spanMs, _durationMs, _initMs, _memoryMb, _memoryLimitMb, _billedMs;
    private long? _requestBytes, _responseBytes, _statusCode, _count;
    private bool? _coldStart;
    private Outcome _outcome;
    private Trigger _trigger;
    private Caller _caller;

    /// <summary>Takes in the value under the reader; gives what is wrong with it, or null. A null value is an absent one.</summary>
    public string? Take(scoped ReadOnlySpan<char> property, ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return property switch
        {
            "id" => Id(ref json, out _id),
            "function" => Text(ref json, out _function),
            "kind" => Text(ref json, out _kind),
            "start" => Time(ref json, out _start),
            "time" => Time(ref json, out _time),
            "spanMs" => Number(ref json, out _spanMs),
            "durationMs" => Number(ref json, out _durationMs),
            "outcome" => CanonicalNames.TryRead(ref json, out _outcome) ? null : "is none of the outcomes",
            "statusCode" => Whole(ref json, out _statusCode),
            "errorType" => Text(ref json, out _errorType),
            "trigger" => CanonicalNames.TryRead(ref json, out _trigger) ? null : "is none of the triggers",
            "coldStart" => Flag(ref json, out _coldStart),
            "initMs" => Number(ref json, out _initMs),
            "memoryMb" => Number(ref json, out _memoryMb),
            "memoryLimitMb" => Number(ref json, out _memoryLimitMb),
            "billedMs" => Number(ref json, out _billedMs),
            "requestBytes" => Whole(ref json, out _requestBytes),
            "responseBytes" => Whole(ref json, out _responseBytes),
            "version" => Text(ref json, out _version),
            "caller" => TakeCaller(ref json),
            "traceId" => Id(ref json, out _traceId),
            "parentId" => Id(ref json, out _parentId),
            "count" => Whole(ref json, out _count),
            "operation" => Text(ref json, out _operation),
            "principal" => Text(ref json, out _principal),
            "ip" => Text(ref json, out _ip),
            "detail" => Text(ref json, out _detail),
            _ => Ignore(ref json),
        };
    }

    /// <summary>The finished record; gives the rule it breaks, or null.</summary>
    public readonly string? Finish(out TelemetryRecord record)
    {
        record = default;
        var function = (_function ?? "").ToLowerInvariant();
        if (_kind == "change")
        {
            var change = new Change
            {
                Id = _id,
                Function = function,
                Time = _time ?? default,
                Operation = InvocationRules.Clean(_operation, InvocationLimits.ShortText) ?? "",
                Principal = InvocationRules.Clean(_principal, InvocationLimits.LongText),
                Ip = InvocationRules.Clean(_ip, InvocationLimits.Ip),
                Outcome = _outcome,
                Detail = InvocationRules.Clean(_detail, InvocationLimits.LongText),
            };
            record = new TelemetryRecord(change);
            return _time is null ? "time: is missing" : InvocationRules.Violation(change);
        }

        if (_kind is not (null or "start" or "instanceStart"))
        {
            return "kind: is none of start, instanceStart and change";
        }

        var invocation = new Invocation
        {
            Id = _id,
            Function = function,
            Kind = _kind switch { null => InvocationKind.Completed, "start" => InvocationKind.Start, _ => InvocationKind.InstanceStart },
            Start = _start ?? default,
            SpanMs = _spanMs,
            DurationMs = _durationMs,
            Outcome = _outcome,
            StatusCode = _statusCode is { } code ? (int)Math.Clamp(code, -1, 1000) : null,
            ErrorType = InvocationRules.Clean(_errorType, InvocationLimits.ShortText),
            Trigger = _trigger,
            ColdStart = _coldStart,
            InitMs = _initMs,
            MemoryMb = _memoryMb,
            MemoryLimitMb = _memoryLimitMb,
            BilledMs = _billedMs,
            RequestBytes = _requestBytes,
            ResponseBytes = _responseBytes,
            Version = InvocationRules.Clean(_version, InvocationLimits.ShortText),
            Caller = _caller,
            TraceId = _traceId,
            ParentId = _parentId,
            Count = _count ?? 1,
        };
        record = new TelemetryRecord(invocation);
        return _start is null ? "start: is missing" : InvocationRules.Violation(invocation);
    }

    private string? TakeCaller(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return "is not an object";
        }

        Span<char> buffer = stackalloc char[ShortChars];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = Chars(json, buffer);
            json.Read();
            var known = property is "principal" or "ip" or "network" or "country" or "agent";
            if (!known || json.TokenType == JsonTokenType.Null)
            {
                json.Skip();
                continue;
            }

            if (Text(ref json, out var text) is { } fault)
            {
                return fault;
            }

            _caller = property switch
            {
                "principal" => _caller with { Principal = InvocationRules.Clean(text, InvocationLimits.LongText) },
                "ip" => _caller with { Ip = InvocationRules.Clean(text, InvocationLimits.Ip) },
                "network" => _caller with { Network = InvocationRules.Clean(text, InvocationLimits.ShortText) },
                "country" => _caller with { Country = InvocationRules.Clean(text, InvocationLimits.ShortText) },
                _ => _caller with { Agent = InvocationRules.Clean(text, InvocationLimits.LongText) },
            };
        }

        return null;
    }

    /// <summary>The text under the reader: in <paramref name="buffer"/> where it surely fits, so that the usual short one costs no string.</summary>
    public static ReadOnlySpan<char> Chars(in Utf8JsonReader json, Span<char> buffer) =>
        json.ValueSpan.Length <= buffer.Length ? buffer[..json.CopyString(buffer)] : json.GetString();

    private static string? Id(ref Utf8JsonReader json, out RecordId id)
    {
        id = default;
        if (json.TokenType != JsonTokenType.String)
        {
            return "is not a string";
        }

        Span<char> buffer = stackalloc char[ShortChars];
        id = RecordId.From(Chars(json, buffer));
        return null;
    }

    private static string? Text(ref Utf8JsonReader json, out string? text)
    {
        text = json.TokenType == JsonTokenType.String ? json.GetString() : null;
        return text is null ? "is not a string" : null;
    }

    private static string? Number(ref Utf8JsonReader json, out double? number)
    {
        number = json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;
        return number is null ? "is not a finite number" : null;
    }

    private static string? Whole(ref Utf8JsonReader json, out long? number)
    {
        number = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value) ? value : null;
        return number is null ? "is not a whole number" : null;
    }

    private static string? Flag(ref Utf8JsonReader json, out bool? flag)
    {
        flag = json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.GetBoolean() : null;
        return flag is null ? "is neither true nor false" : null;
    }

    private static string? Time(ref Utf8JsonReader json, out DateTimeOffset? time)
    {
        time = null;
        if (json.TokenType != JsonTokenType.String || !json.TryGetDateTimeOffset(out var value))
        {
            return "is not a time in RFC 3339";
        }

        // Without an offset the machine's time zone would decide, and two machines would read two times.
        var text = json.ValueSpan;
        var hasOffset = text[^1] is (byte)'Z' or (byte)'z' || (text.Length > 6 && text[^6] is (byte)'+' or (byte)'-' && text[^3] == (byte)':');
        time = value.ToUniversalTime();
        return hasOffset ? null : "is a time without an offset from UTC";
    }

    private static string? Ignore(ref Utf8JsonReader json)
    {
        json.Skip();
        return null;
    }
}
