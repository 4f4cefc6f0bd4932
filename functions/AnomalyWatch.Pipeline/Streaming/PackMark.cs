namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>What a pack is for. In the header: <c>tick</c> or <c>close</c>; records are the rule and leave the property out.</summary>
public enum PackMark : byte
{
    /// <summary>It carries records.</summary>
    Records,

    /// <summary>It says that time has passed, and has no records.</summary>
    Tick,

    /// <summary>It says that the input has ended at its clock, and has no records.</summary>
    Close,
}
