namespace AnomalyWatch.Detection.Invocations;

/// <summary>The properties of a canonical record.</summary>
internal enum CanonicalProperty
{
    None,
    Id,
    Ip,
    Kind,
    Time,
    Start,
    Count,
    SpanMs,
    InitMs,
    Detail,
    Caller,
    Outcome,
    Trigger,
    Version,
    TraceId,
    MemoryMb,
    BilledMs,
    ParentId,
    Function,
    ErrorType,
    ColdStart,
    Operation,
    Principal,
    DurationMs,
    StatusCode,
    RequestBytes,
    ResponseBytes,
    MemoryLimitMb,
}

/// <summary>Finds a property by its name.</summary>
internal static class CanonicalProperties
{
    /// <summary>The property of a name in UTF-8; <see cref="CanonicalProperty.None"/> for one that is not known. By length first, since that tells most apart.</summary>
    public static CanonicalProperty Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8) ? CanonicalProperty.Id : name.SequenceEqual("ip"u8) ? CanonicalProperty.Ip : CanonicalProperty.None,
        4 => name.SequenceEqual("kind"u8) ? CanonicalProperty.Kind : name.SequenceEqual("time"u8) ? CanonicalProperty.Time : CanonicalProperty.None,
        5 => name.SequenceEqual("start"u8) ? CanonicalProperty.Start : name.SequenceEqual("count"u8) ? CanonicalProperty.Count : CanonicalProperty.None,
        6 => name.SequenceEqual("caller"u8) ? CanonicalProperty.Caller
            : name.SequenceEqual("initMs"u8) ? CanonicalProperty.InitMs
            : name.SequenceEqual("spanMs"u8) ? CanonicalProperty.SpanMs
            : name.SequenceEqual("detail"u8) ? CanonicalProperty.Detail
            : CanonicalProperty.None,
        7 => name.SequenceEqual("outcome"u8) ? CanonicalProperty.Outcome
            : name.SequenceEqual("trigger"u8) ? CanonicalProperty.Trigger
            : name.SequenceEqual("version"u8) ? CanonicalProperty.Version
            : name.SequenceEqual("traceId"u8) ? CanonicalProperty.TraceId
            : CanonicalProperty.None,
        8 => name.SequenceEqual("function"u8) ? CanonicalProperty.Function
            : name.SequenceEqual("memoryMb"u8) ? CanonicalProperty.MemoryMb
            : name.SequenceEqual("billedMs"u8) ? CanonicalProperty.BilledMs
            : name.SequenceEqual("parentId"u8) ? CanonicalProperty.ParentId
            : CanonicalProperty.None,
        9 => name.SequenceEqual("coldStart"u8) ? CanonicalProperty.ColdStart
            : name.SequenceEqual("errorType"u8) ? CanonicalProperty.ErrorType
            : name.SequenceEqual("principal"u8) ? CanonicalProperty.Principal
            : name.SequenceEqual("operation"u8) ? CanonicalProperty.Operation
            : CanonicalProperty.None,
        10 => name.SequenceEqual("durationMs"u8) ? CanonicalProperty.DurationMs : name.SequenceEqual("statusCode"u8) ? CanonicalProperty.StatusCode : CanonicalProperty.None,
        12 => name.SequenceEqual("requestBytes"u8) ? CanonicalProperty.RequestBytes : CanonicalProperty.None,
        13 => name.SequenceEqual("memoryLimitMb"u8) ? CanonicalProperty.MemoryLimitMb : name.SequenceEqual("responseBytes"u8) ? CanonicalProperty.ResponseBytes : CanonicalProperty.None,
        _ => CanonicalProperty.None,
    };
}
