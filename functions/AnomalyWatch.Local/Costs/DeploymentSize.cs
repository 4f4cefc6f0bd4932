namespace AnomalyWatch.Local.Costs;

/// <summary>What a parameter file of <c>infra/parameters</c> makes; a test holds it to the template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ThroughputUnits">What it has at least.</param>
/// <param name="InvocationPartitions">Partitions of the hub <c>invocations</c>.</param>
/// <param name="FindingPartitions">Partitions of the hub <c>findings</c>.</param>
/// <param name="LogPartitions">Partitions of the hub <c>azure-logs</c>.</param>
/// <param name="ScoreGigabytes">The memory of an instance that scores.</param>
internal sealed record DeploymentSize(string Name, int ThroughputUnits, int InvocationPartitions, int FindingPartitions, int LogPartitions, decimal ScoreGigabytes)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<DeploymentSize> All { get; } =
    [
        new("small", 1, 4, 2, 4, 2),
        new("medium", 2, 16, 4, 8, 2),
        new("large", 4, 32, 8, 32, 4),
    ];
}
