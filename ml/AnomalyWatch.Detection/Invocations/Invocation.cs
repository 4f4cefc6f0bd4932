namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// One call of one function (or <see cref="Count"/> of them), in the same shape from every cloud. A null field is unknown. Limits are
/// those of <see cref="InvocationRules"/>, which every reader applies before a record travels on.
/// </summary>
public readonly record struct Invocation
{
    /// <summary>Makes an invocation that stands for one call.</summary>
    public Invocation()
    {
    }

    /// <summary>The provider's invocation id; with <see cref="Function"/> the key for duplicates.</summary>
    public RecordId Id { get; init; }

    /// <summary>The function's full name in lower case, see <see cref="FunctionName"/>.</summary>
    public required string Function { get; init; }

    /// <summary>Whether this is a completed invocation, only its beginning, or no more than the start of an instance.</summary>
    public InvocationKind Kind { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>For an aggregate: the length of time it stands for, in milliseconds.</summary>
    public double? SpanMs { get; init; }

    /// <summary>Execution time in milliseconds; for an aggregate the typical one.</summary>
    public double? DurationMs { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>The HTTP (or the provider's) status code.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The exception's or error's type.</summary>
    public string? ErrorType { get; init; }

    /// <summary>What set it off.</summary>
    public Trigger Trigger { get; init; }

    /// <summary>Whether a new instance had to be started for it.</summary>
    public bool? ColdStart { get; init; }

    /// <summary>Time to start that instance, in milliseconds.</summary>
    public double? InitMs { get; init; }

    /// <summary>The most memory used, in MiB.</summary>
    public double? MemoryMb { get; init; }

    /// <summary>The memory configured, in MiB.</summary>
    public double? MemoryLimitMb { get; init; }

    /// <summary>The time billed, in milliseconds.</summary>
    public double? BilledMs { get; init; }

    /// <summary>Size of the request in bytes.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>Size of the response in bytes.</summary>
    public long? ResponseBytes { get; init; }

    /// <summary>Version of the function's code.</summary>
    public string? Version { get; init; }

    /// <summary>Who called.</summary>
    public Caller Caller { get; init; }

    /// <summary>The distributed trace it belongs to.</summary>
    public RecordId TraceId { get; init; }

    /// <summary>The span that called it.</summary>
    public RecordId ParentId { get; init; }

    /// <summary>How many invocations this record stands for (sampling weight or an aggregate), at least 1.</summary>
    public long Count { get; init; } = 1;

    /// <summary>The <em>end</em> of the invocation, which decides its window, so that a long run is not late; a start alone has only its beginning.</summary>
    public DateTimeOffset EventTime => Kind != InvocationKind.Completed
        ? Start
        : Start.AddMilliseconds(Count > 1 && SpanMs is { } span ? span : DurationMs ?? 0);
}
