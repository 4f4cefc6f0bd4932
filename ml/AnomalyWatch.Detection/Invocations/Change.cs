namespace AnomalyWatch.Detection.Invocations;

/// <summary>Something done <em>to</em> a function, an app or an account: deployed, permission given, key listed, logging switched off.</summary>
public sealed record Change
{
    /// <summary>The provider's id of the event.</summary>
    public RecordId Id { get; init; }

    /// <summary>A function's full name, or a prefix of names for an app or an account.</summary>
    public required string Function { get; init; }

    /// <summary>When it was done, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done, in the provider's own words (<c>UpdateFunctionCode20150331v2</c>).</summary>
    public required string Operation { get; init; }

    /// <summary>Who did it.</summary>
    public string? Principal { get; init; }

    /// <summary>From which address.</summary>
    public string? Ip { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>One more fact a person would want, never a payload.</summary>
    public string? Detail { get; init; }
}
