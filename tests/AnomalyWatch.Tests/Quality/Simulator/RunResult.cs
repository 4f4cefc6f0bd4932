using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Quality.Simulator;

/// <summary>What became of one run of a scenario.</summary>
/// <param name="Run">The run.</param>
/// <param name="Delay">From its begin to the incident that tells of it, on the log's clock; null where none does.</param>
/// <param name="IsSeen">Whether an anomaly tells of it, be it too weak for an incident.</param>
/// <param name="Nearest">The strongest anomaly there was, also below the threshold, for those who ask why it was not found.</param>
internal sealed record RunResult(ScenarioTruth Run, TimeSpan? Delay, bool IsSeen, string Nearest)
{
    /// <summary>Whether people were told.</summary>
    public bool IsFound => Delay is not null;
}
