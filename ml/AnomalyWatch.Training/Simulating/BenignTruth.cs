namespace AnomalyWatch.Training.Simulating;

/// <summary>Something that looks like trouble and is none.</summary>
/// <param name="Kind"><c>batch</c>, <c>cron</c>, <c>surge</c> or <c>release</c>.</param>
/// <param name="Function">At which function; for a release the first of the app.</param>
/// <param name="Functions">All functions concerned.</param>
/// <param name="Start">When it begins; for what comes again, for the first time.</param>
/// <param name="Minutes">How long it takes each time.</param>
/// <param name="EveryMinutes">After how long it comes again; 0 for never.</param>
public sealed record BenignTruth(string Kind, string Function, IReadOnlyList<string> Functions, DateTimeOffset Start, int Minutes, int EveryMinutes)
{
    internal static IEnumerable<BenignTruth> OfHabits(SimulatedFunction function)
    {
        var habits = function.Habits;
        if (habits.BatchMinuteOfDay >= 0)
        {
            yield return Of("batch", habits.BatchMinuteOfDay, habits.BatchMinutes, 1440);
        }

        if (habits.CronFactor > 0)
        {
            yield return Of("cron", 0, 1, 60);
        }

        if (habits.SurgeMinute >= 0)
        {
            yield return Of("surge", habits.SurgeMinute, habits.SurgeMinutes, 0);
        }

        BenignTruth Of(string kind, int minute, int minutes, int every) =>
            new(kind, function.Name, [function.Name], SimulationOptions.Begin.AddMinutes(minute), minutes, every);
    }

    internal static IEnumerable<BenignTruth> OfReleases(Deployments deployments, Fleet fleet)
    {
        string[] names = [.. fleet.Of(deployments.App).Select(function => function.Name)];
        return deployments.Minutes.Select(minute => new BenignTruth("release", names[0], names, SimulationOptions.Begin.AddMinutes(minute), 60, 0));
    }
}
