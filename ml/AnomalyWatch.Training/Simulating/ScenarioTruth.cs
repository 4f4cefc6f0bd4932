namespace AnomalyWatch.Training.Simulating;

/// <summary>One run of a scenario.</summary>
/// <param name="Scenario">Its number, 1 to 36.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Magnitude">How large it is played, and where that comes from.</param>
/// <param name="Finds">What should be told.</param>
/// <param name="Functions">The functions concerned, the one it is about first.</param>
/// <param name="Prefixes">Apps or accounts whose naming finds it too, as the beginning of a function's name.</param>
/// <param name="Principals">Callers whose naming finds it too.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it is over.</param>
/// <param name="AllowanceMinutes">How long after that it still counts as found.</param>
/// <param name="IsFirstHour">Whether it begins in the first hour of the function it is about.</param>
public sealed record ScenarioTruth(
    int Scenario,
    string Name,
    string Magnitude,
    string Finds,
    IReadOnlyList<string> Functions,
    IReadOnlyList<string> Prefixes,
    IReadOnlyList<string> Principals,
    DateTimeOffset Start,
    DateTimeOffset End,
    int AllowanceMinutes,
    bool IsFirstHour)
{
    internal static ScenarioTruth Of(Stage stage) => new(
        stage.Scenario.Number,
        stage.Scenario.Name,
        stage.Scenario.Magnitude,
        stage.Scenario.Finds,
        [.. stage.Functions.Prepend(stage.Function.Name).Distinct(StringComparer.Ordinal)],
        [.. stage.Prefixes],
        [.. stage.Principals],
        SimulationOptions.Begin.AddMinutes(stage.Begin),
        SimulationOptions.Begin.AddMinutes(stage.End),
        stage.AllowanceMinutes,
        stage.Function.BornMinute > 0 && stage.Begin - stage.Function.BornMinute < 60);
}
