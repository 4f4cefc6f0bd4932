using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>Everything that was found out about a window: the verdict, and the readings that are learned after it.</summary>
public readonly record struct Measurement
{
    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The window as the model sees it, see <see cref="Models.FeatureVector"/>.</summary>
    public ReadOnlyMemory<float> Features { get; init; }

    internal Reading Burst { get; init; }

    internal Reading Silence { get; init; }

    internal Reading Errors { get; init; }

    internal Reading Denied { get; init; }

    internal Reading ColdStarts { get; init; }

    internal Reading Latency { get; init; }

    internal Reading Pattern { get; init; }
}
