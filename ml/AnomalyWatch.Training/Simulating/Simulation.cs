using System.Buffers;

namespace AnomalyWatch.Training.Simulating;

/// <summary>Telemetry of a fleet of functions to which the scenarios happen, and the truth about it.</summary>
public sealed class Simulation
{
    private const int MinutesOfDay = 1440;

    private readonly SimulationOptions _options;
    private readonly Fleet _fleet;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly Deployments[] _deployments;

    private Simulation(SimulationOptions options, Fleet fleet, IReadOnlyList<Stage> stages)
    {
        (_options, _fleet, _stages) = (options, fleet, stages);
        _deployments = [.. fleet.Apps.Select((app, number) => Deployments.Of(app, options.Seed, options.Days, number))];
        Truth = SimulationTruth.Of(options, fleet, stages, _deployments);
    }

    /// <summary>What happens when, and to whom.</summary>
    public SimulationTruth Truth { get; }

    private int Minutes => _options.Days * MinutesOfDay;

    /// <summary>Lays everything out, without making any telemetry yet.</summary>
    /// <param name="dataFolder">The folder of the recorded data, see ml/README.md.</param>
    /// <param name="options">What to simulate.</param>
    /// <exception cref="ArgumentException">The options are not possible.</exception>
    /// <exception cref="IOException">The recorded data are not there.</exception>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static Simulation Make(string dataFolder, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var fleet = Fleet.Make(SourceData.Read(dataFolder), options);
        return new Simulation(options, fleet, new ScenarioPlanner(options, fleet).Plan());
    }

    /// <summary>The same fleet, newborn functions included, to which nothing happens.</summary>
    public Simulation WithoutScenarios() => new(_options, _fleet, []);

    /// <summary>The canonical JSON of each minute in turn, one record a line, in order of time; each valid until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Lines()
    {
        var buffer = new ArrayBufferWriter<byte>(1024 * 1024);
        using var line = new CanonicalLine(buffer);
        foreach (var records in Records())
        {
            buffer.ResetWrittenCount();
            foreach (var record in records)
            {
                line.Write(record);
            }

            yield return buffer.WrittenMemory;
        }
    }

    private IEnumerable<IEnumerable<SimulatedRecord>> Records()
    {
        var byApp = _fleet.Apps.Select((app, number) => (app, number)).ToDictionary(pair => pair.app, pair => _deployments[pair.number]);
        var backgrounds = _fleet.Functions.Select(function => new Background(function, byApp[function.App], _options.Seed)).ToArray();
        var effects = _stages.SelectMany(stage => stage.Effects).ToLookup(effect => effect.Key, effect => effect.Value);
        var beside = _stages.SelectMany(stage => stage.Records).ToLookup(record => MinuteOf(record.Arrival));
        var telling = new MinuteTelling();
        for (var minute = SimulationOptions.FirstMinute; minute < Minutes; minute++)
        {
            var records = new List<SimulatedRecord>(beside[minute]);
            records.AddRange(_deployments.SelectMany(deployment => deployment.ChangesIn(minute, _fleet.Of(deployment.App))));
            foreach (var background in backgrounds)
            {
                if (background.Shape(minute) is { } shape)
                {
                    foreach (var effect in effects[shape.Function])
                    {
                        effect(shape);
                    }

                    background.Remember(shape);
                    records.AddRange(telling.Tell(shape, SimulationOptions.Begin.AddMinutes(minute)));
                }
            }

            // Sorting is stable, so records of one time stay in the order of their functions.
            yield return records.OrderBy(record => record.Arrival);
        }
    }

    private static int MinuteOf(DateTimeOffset time) => (int)Math.Floor((time - SimulationOptions.Begin).TotalMinutes);
}
