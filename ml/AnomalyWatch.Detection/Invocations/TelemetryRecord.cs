namespace AnomalyWatch.Detection.Invocations;

/// <summary>What travels on the hub <c>invocations</c>: an <see cref="Invocations.Invocation"/> or, where <see cref="Change"/> is set, a change.</summary>
public readonly record struct TelemetryRecord
{
    /// <summary>A record of an invocation.</summary>
    public TelemetryRecord(in Invocation invocation) => Invocation = invocation;

    /// <summary>A record of a change.</summary>
    public TelemetryRecord(Change change) => Change = change;

    /// <summary>The invocation; meaningless where <see cref="Change"/> is set.</summary>
    public Invocation Invocation { get; }

    /// <summary>The change, or null for an invocation.</summary>
    public Change? Change { get; }

    /// <summary>The name that decides the partition.</summary>
    public string Function => Change?.Function ?? Invocation.Function;

    /// <summary>When it happened: the end of an invocation, the time of a change.</summary>
    public DateTimeOffset EventTime => Change?.Time ?? Invocation.EventTime;
}
