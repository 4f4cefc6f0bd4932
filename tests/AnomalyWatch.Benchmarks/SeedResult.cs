using AnomalyWatch.Tests.Quality.Simulator;
using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Benchmarks;

/// <summary>What a simulated fleet gave.</summary>
/// <param name="Options">What was simulated.</param>
/// <param name="Truth">What happened.</param>
/// <param name="Score">With the settings that are shipped.</param>
/// <param name="AtHalf">Told to at most half a false incident per 100 functions and week; null where not measured.</param>
/// <param name="AtOne">The same for one.</param>
/// <param name="Calm">The same fleet to which nothing happens, with the settings that are shipped; null where not measured.</param>
internal sealed record SeedResult(
    SimulationOptions Options, SimulationTruth Truth, SimulatorScore Score, SimulatorScore? AtHalf, SimulatorScore? AtOne, SimulatorScore? Calm);
