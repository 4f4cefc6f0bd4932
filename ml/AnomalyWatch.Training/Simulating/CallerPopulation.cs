namespace AnomalyWatch.Training.Simulating;

/// <summary>Who calls a function on a usual day.</summary>
internal sealed class CallerPopulation
{
    /// <summary>How many networks there are altogether; the first are the large ones.</summary>
    public const int Networks = 600;

    private static readonly string[] Countries = ["DE", "FR", "NL", "GB", "US", "PL", "ES", "IT", "SE", "AT", "CH", "BE", "DK", "CZ", "IN", "CA", "BR", "JP"];

    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/139.0", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Safari/604.1", "Mozilla/5.0 (Macintosh) Safari/605.1",
        "Mozilla/5.0 (Linux; Android 15) Chrome/139.0", "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0", "okhttp/4.12.0", "python-requests/2.32", "axios/1.7", "Go-http-client/2.0",
    ];

    private readonly Exposure _exposure;
    private readonly IReadOnlyList<SimulatedCaller> _steady;
    private readonly int _users;
    private readonly int _reach;
    private readonly int _home;
    private readonly string _app;

    private CallerPopulation(Exposure exposure, IReadOnlyList<SimulatedCaller> steady, int users, int reach, int home, string app) =>
        (_exposure, _steady, _users, _reach, _home, _app) = (exposure, steady, users, reach, home, app);

    /// <summary>Where most of its callers are: a network is of one country, wherever it is seen by this function.</summary>
    public int Home => _home;

    /// <summary>The known principals of an internal function.</summary>
    public IReadOnlyList<SimulatedCaller> Steady => _steady;

    /// <summary>A person who calls in office hours only, some of whom an internal function has; null for none.</summary>
    public SimulatedCaller? Operator { get; private init; }

    /// <summary>The usual callers of a function.</summary>
    public static CallerPopulation Of(Exposure exposure, CloudApp app, IReadOnlyList<CloudApp> neighbours, RandomStream random)
    {
        var steady = new List<SimulatedCaller>();
        if (exposure == Exposure.Internal)
        {
            var network = CloudNetwork(app.Provider);
            for (var i = random.Between(1, 4); i > 0; i--)
            {
                steady.Add(new SimulatedCaller(random.Pick(neighbours).Role, $"10.{random.Below(32)}.{random.Below(256)}.{random.Between(1, 254)}", network, "NL", $"{app.Provider}-sdk/2.{random.Below(20)}"));
            }
        }

        return new CallerPopulation(exposure, [.. steady.DistinctBy(caller => caller.Principal)], random.Between(40, 4000), random.Between(40, Networks), random.Below(5), app.Name)
        {
            Operator = exposure == Exposure.Internal && random.Happens(0.3)
                ? new SimulatedCaller($"operator-{random.Between(1, 40)}@example.com", $"198.18.7.{random.Between(1, 254)}", "AS64496", "DE", "azure-cli/2.75")
                : null,
        };
    }

    /// <summary>One of them; null where the platform calls.</summary>
    public SimulatedCaller? Draw(RandomStream random) => _exposure switch
    {
        Exposure.Platform => null,
        Exposure.Internal => _steady[random.Zipf(_steady.Count)],
        Exposure.Users => User(random, random.Zipf(_users)),
        _ => Stranger(random, random.Zipf(_reach)),
    };

    /// <summary>Somebody on the internet, unnamed, from anywhere.</summary>
    public static SimulatedCaller Anybody(RandomStream random, int home = 0)
    {
        var network = random.Below(Networks);
        return new SimulatedCaller(null, Address(random), NetworkName(network), CountryOf(network, home), random.Pick(Agents));
    }

    /// <summary>The network of a cloud's own machines.</summary>
    public static string CloudNetwork(string provider) => provider switch
    {
        "azure" => "AS8075",
        "aws" => "AS16509",
        _ => "AS15169",
    };

    /// <summary>The name of a network by its size.</summary>
    public static string NetworkName(int place) => FormattableString.Invariant($"AS{65_551 + place}");

    /// <summary>An address; all are of the range that is kept for benchmarks (RFC 2544), so nobody's.</summary>
    public static string Address(RandomStream random) => FormattableString.Invariant($"198.{18 + random.Below(2)}.{random.Below(256)}.{random.Between(1, 254)}");

    private SimulatedCaller Stranger(RandomStream random, int network) =>
        new(null, Address(random), NetworkName(network), CountryOf(network, _home), Agents[random.Zipf(Agents.Length)]);

    /// <summary>A user keeps to one network and one agent.</summary>
    private SimulatedCaller User(RandomStream random, int user) =>
        new(FormattableString.Invariant($"user-{user:0000}@{_app}.example"), Address(random), NetworkName(user * 7 % _reach), CountryOf(user * 7 % _reach, _home), Agents[user % Agents.Length]);

    /// <summary>Large networks are near.</summary>
    private static string CountryOf(int network, int home) => Countries[(home + (int)(Math.Log2(network + 1) * 1.6)) % Countries.Length];
}
