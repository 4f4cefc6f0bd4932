namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// What travels on the hub <c>invocations</c>: an <see cref="Invocations.Invocation"/> or, where <see cref="Change"/> or <see cref="Control"/> is
/// set, that.
/// </summary>
public readonly record struct TelemetryRecord
{
    // One field for both, since a record is copied often.
    private readonly object? _other;

    /// <summary>A record of an invocation.</summary>
    public TelemetryRecord(in Invocation invocation) => Invocation = invocation;

    /// <summary>A record of a change.</summary>
    public TelemetryRecord(Change change) => _other = change;

    /// <summary>A record of a control event.</summary>
    public TelemetryRecord(Control control) => _other = control;

    /// <summary>The invocation; meaningless where <see cref="IsInvocation"/> is false.</summary>
    public Invocation Invocation { get; }

    /// <summary>Whether it is an invocation.</summary>
    public bool IsInvocation => _other is null;

    /// <summary>The change, or null.</summary>
    public Change? Change => _other as Change;

    /// <summary>The control event, or null. It belongs to every partition and names no function.</summary>
    public Control? Control => _other as Control;

    /// <summary>The name that decides the partition.</summary>
    public string Function => _other is null ? Invocation.Function : Change?.Function ?? "";

    /// <summary>When it happened: the end of an invocation, the time of a change or a control event.</summary>
    public DateTimeOffset EventTime => _other is null ? Invocation.EventTime : Change?.Time ?? Control!.Time;
}
