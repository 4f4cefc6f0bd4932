namespace AnomalyWatch.Training.Simulating;

/// <summary>Calls of one function in one minute that have everything in common. What is null is as usual for the function.</summary>
internal sealed record CallGroup
{
    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>When in the minute they begin, seconds; null for over the whole of it.</summary>
    public double? AtSecond { get; init; }

    /// <summary>How long they take to come, seconds; for <see cref="AtSecond"/> only.</summary>
    public double OverSeconds { get; init; }

    public SimulatedCaller? Caller { get; init; }

    public string Outcome { get; init; } = "ok";

    public int? StatusCode { get; init; }

    public string? ErrorType { get; init; }

    public double? DurationMs { get; init; }

    public double? MemoryMb { get; init; }

    public long? RequestBytes { get; init; }

    public long? ResponseBytes { get; init; }

    public bool IsCold { get; init; }

    public string? Trigger { get; init; }

    public string? Id { get; init; }

    public string? TraceId { get; init; }

    public string? ParentId { get; init; }

    /// <summary>How old it says that it is when it arrives.</summary>
    public TimeSpan Age { get; init; }
}
