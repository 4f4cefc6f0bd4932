namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>One of NAB's application profiles: what a miss and a false alert cost when a hit earns 1 (config/profiles.json).</summary>
/// <param name="Name">The name that NAB's result files use.</param>
/// <param name="FalseAlert">What a false alert costs at most.</param>
/// <param name="Miss">What a missed window costs.</param>
public sealed record NabProfile(string Name, double FalseAlert, double Miss)
{
    /// <summary>The three profiles.</summary>
    public static IReadOnlyList<NabProfile> All { get; } =
    [
        new("standard", 0.11, 1),
        new("reward_low_FP_rate", 0.22, 1),
        new("reward_low_FN_rate", 0.11, 2),
    ];
}
