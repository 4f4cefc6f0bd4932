namespace AnomalyWatch.Training.Simulating;

/// <summary>Makes functions: real series and real durations, put together at random, with callers, sizes and shares around them.</summary>
internal sealed class FunctionMaker
{
    private const double TimerShare = 0.2;
    private const int SaltOfSeries = 3;

    private static readonly string[] Verbs = ["get", "put", "sync", "check", "send", "list", "import", "export", "render", "notify", "price", "match"];
    private static readonly string[] Nouns = ["order", "invoice", "user", "stock", "mail", "report", "image", "token", "session", "ledger", "event", "catalog"];
    private static readonly double[] MemorySizes = [128, 256, 512, 1024, 1536, 2048, 4096];
    private static readonly double[] AwsTimeouts = [3_000, 10_000, 30_000, 60_000, 300_000, 900_000];

    private readonly SimulationOptions _options;
    private readonly IReadOnlyList<CloudApp> _apps;
    private readonly IReadOnlyList<ResourceProfile> _profiles;
    private readonly List<(int[] Counts, int Gap)> _timers = [];
    private readonly List<int[]> _others = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public FunctionMaker(SourceData data, SimulationOptions options, IReadOnlyList<CloudApp> apps)
    {
        (_options, _apps, _profiles) = (options, apps, data.Profiles);
        foreach (var (index, trace) in data.Traces.Index())
        {
            // By a mixed place, so that neither half follows the order of the file.
            if (RandomStream.Of(SaltOfSeries, "half", index).Happens(0.5) == (options.Seed % 2 == 0))
            {
                var gap = TimerGap(trace.Counts);
                if (gap > 0)
                {
                    _timers.Add((trace.Counts, gap));
                }
                else
                {
                    _others.Add(trace.Counts);
                }
            }
        }

        if (_timers.Count == 0 || _others.Count == 0)
        {
            throw new InvalidDataException("The traces hold too few series.");
        }
    }

    /// <summary>Makes a function; another <paramref name="attempt"/> gives another one.</summary>
    public SimulatedFunction Make(int index, CloudApp app, int bornMinute, int attempt)
    {
        var random = RandomStream.Of(_options.Seed, "function", index, attempt);
        var isTimer = random.Happens(TimerShare);
        var (series, gap) = isTimer ? random.Pick(_timers) : (random.Pick(_others), 0);
        var trigger = isTimer ? "timer" : random.Pick<string>([("http", 0.62), ("queue", 0.2), ("orchestration", 0.06), ("storage", 0.06), ("event", 0.06)]);
        var exposure = trigger != "http" ? Exposure.Platform : random.Pick<Exposure>([(Exposure.Internal, 0.45), (Exposure.Public, 0.35), (Exposure.Users, 0.2)]);
        var profile = Profile(random, trigger);
        var mean = series.Average();
        var spread = Math.Clamp(Math.Log(profile.P99Ms / profile.MedianMs) / 2.33, 0.15, 1.2);
        var median = profile.MedianMs * random.LogBetween(0.7, 1.4);
        var neighbours = _apps.Where(other => other.Account == app.Account).ToList();
        var memory = profile.MemoryMb * random.LogBetween(0.8, 1.25);
        return new SimulatedFunction
        {
            Index = index,
            App = app,
            Name = Name(random, app, index),
            Trigger = trigger,
            Exposure = exposure,
            Series = series,
            IsTimer = isTimer,
            TimerMinutes = gap,
            MeanPerMinute = mean,
            BornMinute = bornMinute,
            WeekendShare = isTimer ? 1 : random.Between(0.35, 1.0),
            MedianMs = median,
            Spread = spread,
            TimeoutMs = Timeout(app.Provider, median * Math.Exp(3 * spread)),
            MemoryMb = memory,
            MemoryLimitMb = MemorySizes.FirstOrDefault(size => size >= 1.4 * memory, MemorySizes[^1]),
            InitMs = random.LogBetween(250, 2500),
            RequestBytes = random.LogBetween(200, 6_000),
            ResponseBytes = random.LogBetween(300, 60_000),
            ErrorShare = random.LogBetween(0.0003, 0.02),
            DeniedShare = exposure switch
            {
                Exposure.Public => random.LogBetween(0.001, 0.04),
                Exposure.Users => random.LogBetween(0.001, 0.02),
                Exposure.Internal => random.LogBetween(0.00001, 0.001),
                _ => 0,
            },
            TellsStarts = mean < 4 && random.Happens(0.15),
            Callers = CallerPopulation.Of(exposure, app, neighbours, random),
            Habits = bornMinute > 0 || isTimer ? BenignHabits.None : BenignHabits.Draw(random, _options.Days * 1440),
        };
    }

    private ResourceProfile Profile(RandomStream random, string trigger)
    {
        var same = _profiles.Where(profile => profile.Trigger == trigger).ToList();
        return random.Pick(same.Count >= 5 ? same : _profiles);
    }

    private string Name(RandomStream random, CloudApp app, int index)
    {
        var name = app.FunctionName($"{random.Pick(Verbs)}-{random.Pick(Nouns)}");
        return _names.TryAdd(name, index) || _names[name] == index ? name : FormattableString.Invariant($"{name}-{index}");
    }

    private static double Timeout(string provider, double longest) => provider switch
    {
        "aws" => AwsTimeouts.FirstOrDefault(limit => limit > longest, AwsTimeouts[^1]),
        "azure" => longest < 200_000 ? 300_000 : 1_800_000,
        _ => longest < 40_000 ? 60_000 : 540_000,
    };

    /// <summary>The minutes between two runs where nine of ten gaps are equal and four of five counts are, else 0.</summary>
    private static int TimerGap(int[] counts)
    {
        var active = counts.Index().Where(minute => minute.Item > 0).Select(minute => minute.Index).ToList();
        if (active.Count < 12)
        {
            return 0;
        }

        var gaps = active.Zip(active.Skip(1), (earlier, later) => later - earlier).GroupBy(gap => gap).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First();
        var sizes = active.GroupBy(minute => counts[minute]).Max(group => group.Count());
        return gaps.Count() > 0.9 * (active.Count - 1) && sizes > 0.8 * active.Count ? gaps.Key : 0;
    }
}
