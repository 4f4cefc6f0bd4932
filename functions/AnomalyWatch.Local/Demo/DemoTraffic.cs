using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Demo;

/// <summary>
/// The demo's day as canonical records, minute by minute. Few invocations are written one by one, many as four aggregates, the fast, the
/// usual, the slow and the slowest. The same every time.
/// </summary>
internal sealed class DemoTraffic
{
    private const int WrittenOneByOne = 4;

    // Shares of the invocations, and their execution time as a multiple of the median.
    private static readonly (double Share, double Factor)[] Speeds = [(0.3, 0.6), (0.45, 1), (0.2, 1.7), (0.05, 3.2)];
    private static readonly string[] Countries = ["de", "fr", "us", "gb", "pl", "in", "br", "jp"];

    private readonly IReadOnlyList<DemoFunction> _functions;

    /// <summary>Reads the day and puts the incidents into it.</summary>
    public DemoTraffic()
    {
        _functions = DemoDay.Read();
        Injections = DemoScenario.Make(_functions);
    }

    /// <summary>The incidents that were put in.</summary>
    public IReadOnlyList<DemoInjection> Injections { get; }

    /// <summary>How many functions there are.</summary>
    public int FunctionCount => _functions.Count;

    /// <summary>The records of one minute of the day, in the order of their event time.</summary>
    public IReadOnlyList<TelemetryRecord> Minute(int minute)
    {
        var records = new List<TelemetryRecord>();
        foreach (var function in _functions)
        {
            var doing = new FunctionMinute(function, minute);
            foreach (var injection in Injections.Where(injection => injection.Concerns(doing)))
            {
                injection.Change(doing);
            }

            Write(doing, records);
            records.AddRange(doing.Extra);
        }

        return [.. records.OrderBy(record => record.EventTime)];
    }

    private static void Write(FunctionMinute minute, List<TelemetryRecord> records)
    {
        var random = new Random((PartitionHash.Fold(minute.Function.Name) * DemoDay.Minutes) + minute.Minute);
        if (minute.Count <= WrittenOneByOne)
        {
            for (var i = 0; i < minute.Count; i++)
            {
                records.Add(One(minute, random, i, 1, Math.Exp(0.5 * Normal(random))));
            }

            return;
        }

        var left = minute.Count;
        for (var i = 0; i < Speeds.Length && left > 0; i++)
        {
            var part = i == Speeds.Length - 1 ? left : Math.Min(left, (long)Math.Ceiling(Speeds[i].Share * minute.Count));
            left -= part;
            var failed = Failed(part, minute.ErrorShare, random);
            Add(part - failed, Outcome.Ok, i);
            Add(failed, Outcome.Error, i);
        }

        void Add(long count, Outcome outcome, int speed)
        {
            if (count > 0)
            {
                records.Add(One(minute, random, (2 * speed) + (outcome == Outcome.Ok ? 0 : 1), count, Speeds[speed].Factor * Math.Exp(0.05 * Normal(random)), outcome));
            }
        }
    }

    private static TelemetryRecord One(FunctionMinute minute, Random random, int index, long count, double factor, Outcome? outcome = null)
    {
        outcome ??= random.NextDouble() < minute.ErrorShare ? Outcome.Error : Outcome.Ok;
        return new TelemetryRecord(new Invocation
        {
            Id = RecordId.From($"{minute.Function.Name}-{minute.Minute}-{index}"),
            Function = minute.Function.Name,
            Start = count > 1 ? minute.Start : minute.Start.AddSeconds(random.Next(50)),
            SpanMs = count > 1 ? 60_000 : null,
            DurationMs = Math.Round(minute.Function.MedianMs * minute.Slowdown * factor, 1),
            Outcome = outcome.Value,
            StatusCode = minute.Function.Trigger == Trigger.Http ? outcome == Outcome.Ok ? 200 : 500 : null,
            ErrorType = outcome == Outcome.Error ? "System.InvalidOperationException" : null,
            Trigger = minute.Function.Trigger,
            Version = minute.Version,
            Caller = CallerOf(minute, random),
            Count = count,
        });
    }

    private static Caller CallerOf(FunctionMinute minute, Random random) => minute.Function.Audience switch
    {
        Audience.Services => Service(minute.Function.App, random.Next(3)),
        Audience.Public => Person(random.Next(5000)),
        _ => default,
    };

    private static Caller Service(string app, int number) => new()
    {
        Principal = $"svc-{app[(app.LastIndexOf('/') + 1)..]}-{number}",
        Ip = $"10.1.2.{number + 1}",
        Network = "AS8075",
        Country = "ie",
        Agent = "internal-client/3",
    };

    private static Caller Person(int number) => new()
    {
        Ip = $"192.0.2.{number % 250}",
        Network = $"AS{64500 + (number % 11)}",
        Country = Countries[number % Countries.Length],
        Agent = "Mozilla/5.0",
    };

    private static long Failed(long count, double share, Random random)
    {
        // The mean, and the rest of it by chance.
        var mean = count * share;
        return Math.Min(count, (long)mean + (random.NextDouble() < mean - Math.Floor(mean) ? 1 : 0));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
