namespace AnomalyWatch.Training.Simulating;

/// <summary>What happens in a simulation, as written to <c>truth.json</c>.</summary>
/// <param name="Begin">Its first minute.</param>
/// <param name="End">The end of its last minute.</param>
/// <param name="Functions">How many functions there are, those included that appear later.</param>
/// <param name="FunctionWeeks">How many weeks they exist, together.</param>
/// <param name="Runs">The scenarios played, by begin.</param>
/// <param name="Benign">What looks like trouble and is none, by begin.</param>
public sealed record SimulationTruth(
    DateTimeOffset Begin, DateTimeOffset End, int Functions, double FunctionWeeks, IReadOnlyList<ScenarioTruth> Runs, IReadOnlyList<BenignTruth> Benign)
{
    private const double MinutesOfWeek = 7 * 1440;

    internal static SimulationTruth Of(SimulationOptions options, Fleet fleet, IReadOnlyList<Stage> stages, IReadOnlyList<Deployments> deployments)
    {
        var minutes = options.Days * 1440;
        return new SimulationTruth(
            SimulationOptions.Begin.AddMinutes(SimulationOptions.FirstMinute),
            SimulationOptions.Begin.AddMinutes(minutes),
            fleet.Functions.Count,
            Math.Round(fleet.Functions.Sum(function => (minutes - Math.Max(SimulationOptions.FirstMinute, function.BornMinute)) / MinutesOfWeek), 3),
            [.. stages.Select(ScenarioTruth.Of)],
            [.. fleet.Functions.SelectMany(BenignTruth.OfHabits).Concat(deployments.SelectMany(deployment => BenignTruth.OfReleases(deployment, fleet)))]);
    }
}
