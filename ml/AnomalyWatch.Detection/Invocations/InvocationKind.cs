namespace AnomalyWatch.Detection.Invocations;

/// <summary>What a record says of an invocation.</summary>
public enum InvocationKind : byte
{
    /// <summary>The invocation has ended, or stands for several that have (the canonical form leaves <c>kind</c> out).</summary>
    Completed,

    /// <summary>Its beginning seen alone (<c>"kind":"start"</c>); the end travels as a record of its own and is joined in the fold.</summary>
    Start,

    /// <summary>
    /// That an instance of the function was started for a call that is not named, and that no record of a call tells (<c>"kind":"instanceStart"</c>):
    /// a cold start of its minute and no invocation. Its id is the record's own.
    /// </summary>
    InstanceStart,
}
