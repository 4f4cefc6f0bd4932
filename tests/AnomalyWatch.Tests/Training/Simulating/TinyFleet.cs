using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Training.Simulating;

/// <summary>The frozen small fleet, which is laid out once for all tests.</summary>
internal static class TinyFleet
{
    private static readonly Lock Making = new();
    private static Simulation? _simulation;

    /// <summary>What it is. The seed is even, so it is one to tune with.</summary>
    public static readonly SimulationOptions Options = new() { Seed = 8, Functions = 30, Days = 2, Scenarios = SimulationOptions.ReadScenarios("all") };

    /// <summary>The folder of the recorded data; ends the test as inconclusive where they are absent.</summary>
    public static string DataFolder =>
        Path.GetDirectoryName(Path.GetDirectoryName(SharedFolder.File("data/invocation-telemetry/azure-functions-2019-minutes/series-1day.csv.gz")))!;

    public static Simulation Simulation
    {
        get
        {
            lock (Making)
            {
                return _simulation ??= Simulation.Make(DataFolder, Options);
            }
        }
    }
}
