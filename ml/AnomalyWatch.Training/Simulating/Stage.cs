namespace AnomalyWatch.Training.Simulating;

/// <summary>A run of a scenario while it is being laid out: where and when it happens, and what it does to whom.</summary>
internal sealed class Stage(Scenario scenario, Fleet fleet, SimulatedFunction function, int begin, int lastMinute, RandomStream random)
{
    private readonly Dictionary<SimulatedFunction, Action<MinuteShape>> _effects = [];
    private readonly List<SimulatedRecord> _records = [];

    public Scenario Scenario { get; } = scenario;

    public Fleet Fleet { get; } = fleet;

    /// <summary>The function it is about.</summary>
    public SimulatedFunction Function { get; } = function;

    public RandomStream Random { get; } = random;

    /// <summary>The first minute in which it can be seen, from the beginning of the simulation.</summary>
    public int Begin { get; private set; } = begin;

    /// <summary>The first minute after it.</summary>
    public int End { get; private set; } = begin + 1;

    /// <summary>How long after its end it still counts as found.</summary>
    public int AllowanceMinutes { get; set; } = 15;

    /// <summary>What is done to which function, minute by minute of <see cref="Begin"/> to <see cref="End"/> or before it.</summary>
    public IReadOnlyDictionary<SimulatedFunction, Action<MinuteShape>> Effects => _effects;

    /// <summary>Changes, and calls of functions that are not of the fleet.</summary>
    public IReadOnlyList<SimulatedRecord> Records => _records;

    /// <summary>Functions whose naming finds it.</summary>
    public List<string> Functions { get; } = [];

    /// <summary>Prefixes of functions' names, an app or an account, whose naming finds it.</summary>
    public List<string> Prefixes { get; } = [];

    /// <summary>Callers whose naming finds it.</summary>
    public List<string> Principals { get; } = [];

    /// <summary>Says how long it lasts; cut where the simulation ends.</summary>
    public void Lasts(int minutes) => End = Math.Min(lastMinute, Begin + Math.Max(1, minutes));

    /// <summary>Moves its begin within the same day, to where it makes sense.</summary>
    public void MoveTo(int minute) => (Begin, End) = (Math.Clamp(minute, 0, lastMinute - 1), Math.Min(lastMinute, Math.Clamp(minute, 0, lastMinute - 1) + (End - Begin)));

    /// <summary>Changes the minutes of the run at the function it is about.</summary>
    public void Shape(Action<MinuteShape> effect) => ShapeOf(Function, effect);

    /// <summary>Changes the minutes of the run at a function.</summary>
    public void ShapeOf(SimulatedFunction other, Action<MinuteShape> effect) => ShapeAlways(other, shape =>
    {
        if (shape.Minute >= Begin && shape.Minute < End)
        {
            effect(shape);
        }
    });

    /// <summary>Changes every minute of a function, also those before the run.</summary>
    public void ShapeAlways(SimulatedFunction other, Action<MinuteShape> effect)
    {
        _effects[other] = _effects.TryGetValue(other, out var before) ? before + effect : effect;
        if (!Functions.Contains(other.Name))
        {
            Functions.Add(other.Name);
        }
    }

    /// <summary>Adds a change some minutes and seconds after the begin.</summary>
    public void Change(string function, string operation, string principal, string? detail = null, double afterMinutes = 0)
    {
        var time = SimulationOptions.Begin.AddMinutes(Begin + afterMinutes).AddMilliseconds(Random.Below(900));
        time = new DateTimeOffset(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        _records.Add(new SimulatedRecord
        {
            Kind = "change",
            Id = Random.Hex(),
            Function = function,
            Arrival = time,
            Start = time,
            Operation = operation,
            Principal = principal,
            Ip = CallerPopulation.Address(Random),
            Outcome = "ok",
            Detail = detail,
        });
        if (!Functions.Contains(function))
        {
            Functions.Add(function);
        }
    }

    /// <summary>Adds a call of a function that is not of the fleet.</summary>
    public void Forge(SimulatedRecord call) => _records.Add(call);

    /// <summary>Minutes since the begin.</summary>
    public int Since(MinuteShape shape) => shape.Minute - Begin;
}
