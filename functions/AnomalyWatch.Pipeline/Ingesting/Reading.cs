using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What one record turned out to be: an invocation, a change, neither (<c>default</c>), or something that must be refused.</summary>
internal readonly record struct Reading
{
    private Reading(Invocation? invocation, Change? change, string? fault) => (Invocation, Change, Fault) = (invocation, change, fault);

    /// <summary>A sound record that is not for us: it describes no invocation and no change.</summary>
    public static Reading NotAnInvocation => default;

    /// <summary>The invocation read, not yet held against <see cref="InvocationRules"/>; or null.</summary>
    public Invocation? Invocation { get; }

    /// <summary>The change read, not yet held against the rules; or null.</summary>
    public Change? Change { get; }

    /// <summary>Why the record is refused, never any of its content; or null.</summary>
    public string? Fault { get; }

    public static Reading Of(in Invocation invocation) => new(invocation, null, null);

    public static Reading Of(Change change) => new(null, change, null);

    public static Reading Refused(string reason) => new(null, null, reason);
}
