namespace AnomalyWatch.Training.Simulating;

/// <summary>All functions of a simulation, by app. Those that exist from the beginning come first.</summary>
internal sealed class Fleet
{
    private readonly List<SimulatedFunction> _functions = [];
    private readonly FunctionMaker _maker;

    private Fleet(FunctionMaker maker) => _maker = maker;

    public IReadOnlyList<SimulatedFunction> Functions => _functions;

    /// <summary>The apps, each with at least one function.</summary>
    public IReadOnlyList<CloudApp> Apps { get; private set; } = [];

    /// <summary>The functions that are there from the beginning.</summary>
    public int Established { get; private set; }

    /// <summary>Makes the fleet of the options.</summary>
    public static Fleet Make(SourceData data, SimulationOptions options)
    {
        var random = RandomStream.Of(options.Seed, "fleet");
        var apps = new List<CloudApp>();
        for (var left = options.Functions; left > 0;)
        {
            var provider = random.Pick<string>([("azure", 0.6), ("aws", 0.25), ("gcp", 0.15)]);
            var number = random.Below(2);
            var account = provider switch
            {
                "azure" => $"azure/subscription-{number + 1}",
                "aws" => $"aws/{(number == 0 ? "111122223333" : "444455556666")}",
                _ => $"gcp/project-{number + 1}",
            };
            var app = CloudApp.Of(provider, account, FormattableString.Invariant($"app{apps.Select(known => known.Name).Distinct(StringComparer.Ordinal).Count() + 1:000}"));
            var size = Math.Min(left, random.Between(2, 7));
            apps.AddRange(Enumerable.Repeat(app, size));
            left -= size;
        }

        var distinct = apps.Distinct().ToList();
        var fleet = new Fleet(new FunctionMaker(data, options, distinct)) { Apps = distinct };
        foreach (var app in apps)
        {
            fleet.Add(app, bornMinute: 0);
        }

        fleet.Established = fleet._functions.Count;
        return fleet;
    }

    /// <summary>The functions of an app.</summary>
    public IEnumerable<SimulatedFunction> Of(CloudApp app) => _functions.Where(function => function.App == app);

    /// <summary>The functions of a cloud account.</summary>
    public IEnumerable<SimulatedFunction> OfAccount(string account) => _functions.Where(function => function.App.Account == account);

    /// <summary>Adds a function that appears later, for which <paramref name="suits"/> holds; null where none is found.</summary>
    public SimulatedFunction? AddNewborn(CloudApp app, int bornMinute, Func<SimulatedFunction, bool> suits)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var candidate = _maker.Make(_functions.Count, app, bornMinute, attempt);
            if (suits(candidate))
            {
                _functions.Add(candidate);
                return candidate;
            }
        }

        return null;
    }

    private void Add(CloudApp app, int bornMinute) => _functions.Add(_maker.Make(_functions.Count, app, bornMinute, attempt: 0));
}
