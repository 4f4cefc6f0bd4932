namespace AnomalyWatch.Training.Simulating;

/// <summary>One line of the telemetry: an invocation, the beginning of one, or a change. The properties are those of the canonical JSON.</summary>
internal sealed record SimulatedRecord
{
    public required string Function { get; init; }

    /// <summary>When the line is written: the end of the invocation, unless it comes late.</summary>
    public required DateTimeOffset Arrival { get; init; }

    /// <summary>The beginning of an invocation, or the time of a change.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary><c>start</c>, <c>change</c>, or null for an invocation.</summary>
    public string? Kind { get; init; }

    public string? Id { get; init; }

    public double? SpanMs { get; init; }

    public double? DurationMs { get; init; }

    public string? Outcome { get; init; }

    public int? StatusCode { get; init; }

    public string? ErrorType { get; init; }

    public string? Trigger { get; init; }

    public bool? ColdStart { get; init; }

    public double? InitMs { get; init; }

    public double? MemoryMb { get; init; }

    public double? MemoryLimitMb { get; init; }

    public long? RequestBytes { get; init; }

    public long? ResponseBytes { get; init; }

    public string? Version { get; init; }

    public SimulatedCaller? Caller { get; init; }

    public string? TraceId { get; init; }

    public string? ParentId { get; init; }

    public long Count { get; init; } = 1;

    public string? Operation { get; init; }

    public string? Principal { get; init; }

    public string? Ip { get; init; }

    public string? Detail { get; init; }
}
