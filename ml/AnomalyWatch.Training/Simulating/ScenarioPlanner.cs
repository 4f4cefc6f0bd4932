namespace AnomalyWatch.Training.Simulating;

/// <summary>Lays out when and where the scenarios are played, so that no two meet at a function.</summary>
internal sealed class ScenarioPlanner(SimulationOptions options, Fleet fleet)
{
    private const int MinutesOfDay = 1440;
    private const int ApartMinutes = 240;
    private const int Attempts = 400;

    private readonly int _minutes = options.Days * MinutesOfDay;
    private readonly List<Stage> _stages = [];
    private readonly Dictionary<SimulatedFunction, List<(int From, int To)>> _taken = [];

    /// <summary>All runs: first those at functions that have been there for a while, then those in a function's first hour.</summary>
    public IReadOnlyList<Stage> Plan()
    {
        var chosen = ScenarioCatalogue.All.Where(scenario => options.Scenarios.Contains(scenario.Number)).ToList();

        // Those that take a whole app or account come first, since they need the most room.
        foreach (var scenario in chosen.OrderByDescending(scenario => scenario.Number is 22 or 27 or 29 or 31 or 36).ThenBy(scenario => scenario.Number))
        {
            for (var run = 0; run < options.RunsEach; run++)
            {
                Established(scenario, run);
            }
        }

        foreach (var scenario in chosen.Where(scenario => scenario.SuitsFirstHour))
        {
            for (var run = 0; run < Math.Max(1, options.RunsEach / 2); run++)
            {
                FirstHour(scenario, run);
            }
        }

        return [.. _stages.OrderBy(stage => stage.Begin).ThenBy(stage => stage.Scenario.Number)];
    }

    private void Established(Scenario scenario, int run)
    {
        var random = RandomStream.Of(options.Seed, "run", scenario.Number, run);
        var suiting = fleet.Functions.Take(fleet.Established).Where(scenario.Suits).ToList();
        var first = Math.Min(2 * MinutesOfDay, _minutes * 6 / 10);
        for (var attempt = 0; attempt < Attempts && suiting.Count > 0; attempt++)
        {
            if (TryPlay(scenario, random.Pick(suiting), random.Between(first, _minutes - 90), random))
            {
                return;
            }
        }
    }

    private void FirstHour(Scenario scenario, int run)
    {
        var random = RandomStream.Of(options.Seed, "first hour", scenario.Number, run);
        var app = random.Pick(fleet.Apps);
        var born = random.Between(MinutesOfDay / 2, _minutes - 180);
        if (fleet.AddNewborn(app, born, function => scenario.Suits(function) && IsActiveSoon(function, born)) is { } function)
        {
            TryPlay(scenario, function, born + random.Between(10, 45), random);
        }
    }

    /// <summary>Whether the function is called in its first ten minutes, so that it is known when its first hour is.</summary>
    private static bool IsActiveSoon(SimulatedFunction function, int born) =>
        Enumerable.Range(born, 10).Count(minute => function.Series[minute % MinutesOfDay] > 0) >= 5;

    /// <summary>Whether a function is called in the hour from a minute on, and not far less than usual.</summary>
    private static bool HasCalls(SimulatedFunction function, int begin) =>
        function.IsTimer || Enumerable.Range(begin, 60).Sum(minute => function.Series[minute % MinutesOfDay]) >= Math.Max(5, 0.3 * 60 * function.MeanPerMinute);

    private bool TryPlay(Scenario scenario, SimulatedFunction function, int begin, RandomStream random)
    {
        var stage = new Stage(scenario, fleet, function, begin, _minutes - 1, RandomStream.Of(options.Seed, "stage", scenario.Number, ((long)function.Index << 32) + begin));
        scenario.Play(stage);
        var (from, to) = (stage.Begin - ApartMinutes, stage.End + ApartMinutes);
        if ((scenario.NeedsCalls && !HasCalls(function, stage.Begin)) || stage.Effects.Keys.Append(function).Any(each => _taken.TryGetValue(each, out var taken) && taken.Any(other => other.From < to && other.To > from)))
        {
            return false;
        }

        foreach (var each in stage.Effects.Keys.Append(function).Distinct())
        {
            (_taken.TryGetValue(each, out var taken) ? taken : _taken[each] = []).Add((stage.Begin, stage.End));
        }

        _stages.Add(stage);
        return true;
    }
}
