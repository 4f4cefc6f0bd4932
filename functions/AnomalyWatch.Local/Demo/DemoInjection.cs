namespace AnomalyWatch.Local.Demo;

/// <summary>An incident that the demo puts into the real day.</summary>
/// <param name="Name">What it is called in the closing table.</param>
/// <param name="Functions">The functions it happens to.</param>
/// <param name="From">Its first minute of the day.</param>
/// <param name="To">The minute after its last.</param>
/// <param name="Change">What it does to a minute of such a function.</param>
internal sealed record DemoInjection(string Name, IReadOnlyList<string> Functions, int From, int To, Action<FunctionMinute> Change)
{
    /// <summary>The caller that is the story, for incidents told per caller; null where it is the functions.</summary>
    public string? Principal { get; init; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start => DemoDay.Start.AddMinutes(From);

    /// <summary>When it ends.</summary>
    public DateTimeOffset End => DemoDay.Start.AddMinutes(To);

    /// <summary>Whether it is at work.</summary>
    public bool Concerns(FunctionMinute minute) => minute.Minute >= From && minute.Minute < To && Functions.Contains(minute.Function.Name);
}
