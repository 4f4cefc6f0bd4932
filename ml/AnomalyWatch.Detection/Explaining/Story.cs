using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>Everything that the text about an incident is made from. The same story gives the same text.</summary>
public sealed record Story
{
    /// <summary>Its anomalies, the weightiest first; never empty.</summary>
    public required IReadOnlyList<Sighting> Sightings { get; init; }

    /// <summary>How it stands.</summary>
    public StoryEnding Ending { get; init; }

    /// <summary>How long its functions have to be normal before it counts as over.</summary>
    public TimeSpan Quiet { get; init; }

    /// <summary>What was done to its functions shortly before it began, the likeliest cause first.</summary>
    public IReadOnlyList<Change> PossibleCauses { get; init; } = [];

    /// <summary>What else was unusual at the same functions at the same time, told as an incident of its own, if at all.</summary>
    public IReadOnlyList<Sighting> Related { get; init; } = [];

    /// <summary>When the incident began that this one carries on, because that one had reached its largest size; null normally.</summary>
    public DateTimeOffset? ContinuesFrom { get; init; }

    /// <summary>The incident that it became part of; only with <see cref="StoryEnding.Merged"/>.</summary>
    public string? MergedInto { get; init; }

    /// <summary>How many further anomalies belong to it without being kept.</summary>
    public int LeftOut { get; init; }
}
