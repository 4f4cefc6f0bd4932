using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What one record turned out to be: an invocation, none (<c>default</c>), or something that must be refused.</summary>
internal readonly record struct Reading
{
    private Reading(Invocation? invocation, string? fault) => (Invocation, Fault) = (invocation, fault);

    /// <summary>A sound record that describes no invocation.</summary>
    public static Reading NotAnInvocation => default;

    /// <summary>The invocation read, not yet held against <see cref="InvocationRules"/>; or null.</summary>
    public Invocation? Invocation { get; }

    /// <summary>Why the record is refused, never any of its content; or null.</summary>
    public string? Fault { get; }

    public static Reading Of(in Invocation invocation) => new(invocation, null);

    public static Reading Refused(string reason) => new(null, reason);
}
