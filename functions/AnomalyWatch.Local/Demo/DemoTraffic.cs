using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Demo;

/// <summary>
/// The demo's day as canonical records, minute by minute. Few invocations are written one by one, many as four aggregates, the fast, the
/// usual, the slow and the slowest. The same every time.
/// </summary>
internal sealed class DemoTraffic
{
    private const int WrittenOneByOne = 4;
    private const double UsualInitMs = 900;

    // Shares of the invocations, and their execution time as a multiple of the median.
    private static readonly (double Share, double Factor)[] Speeds = [(0.3, 0.6), (0.45, 1), (0.2, 1.7), (0.05, 3.2)];

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

    /// <summary>The records that end within one minute of the day, in the order of their event time; so one minute after the other is in order too.</summary>
    public IReadOnlyList<TelemetryRecord> Minute(int minute)
    {
        var begun = Begun(minute);
        var records = minute == 0 ? begun : Begun(minute - 1).Concat(begun);
        return [.. records.Where(record => MinuteOfEnd(record) == minute).OrderBy(record => record.EventTime)];
    }

    /// <summary>The last minute takes what ends after midnight.</summary>
    private static int MinuteOfEnd(in TelemetryRecord record)
    {
        var end = record.Change?.Time ?? WindowTime.Of(record.Invocation);
        return Math.Min(DemoDay.Minutes - 1, (int)(end - DemoDay.Start).TotalMinutes);
    }

    private List<TelemetryRecord> Begun(int minute)
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

        return records;
    }

    private static void Write(FunctionMinute minute, List<TelemetryRecord> records)
    {
        var random = new Random((PartitionHash.Fold(minute.Function.Name) * DemoDay.Minutes) + minute.Minute);
        if (minute.Count <= WrittenOneByOne)
        {
            for (var i = 0; i < minute.Count; i++)
            {
                var outcome = random.NextDouble() < minute.ErrorShare ? Outcome.Error : Outcome.Ok;
                var isCold = random.NextDouble() < minute.ColdShare || (i == 0 && minute.WakesUp);
                records.Add(One(minute, random, new Part(i, 1, Math.Exp(0.5 * Normal(random)), outcome, isCold)));
            }

            return;
        }

        var cold = Math.Max(minute.WakesUp ? 1 : 0, ByChance(minute.Count, minute.ColdShare, random));
        var (left, number) = (minute.Count - cold, 0);
        Add(cold, Outcome.Ok, Speeds.Length - 1, isCold: true);
        for (var i = 0; i < Speeds.Length && left > 0; i++)
        {
            var part = i == Speeds.Length - 1 ? left : Math.Min(left, (long)Math.Ceiling(Speeds[i].Share * minute.Count));
            left -= part;
            var failed = ByChance(part, minute.ErrorShare, random);
            Add(part - failed, Outcome.Ok, i, isCold: false);
            Add(failed, Outcome.Error, i, isCold: false);
        }

        void Add(long count, Outcome outcome, int speed, bool isCold)
        {
            if (count > 0)
            {
                var factor = Speeds[speed].Factor * Math.Exp(0.05 * Normal(random));
                records.Add(One(minute, random, new Part(number++, count, factor, outcome, isCold)));
            }
        }
    }

    private static TelemetryRecord One(FunctionMinute minute, Random random, in Part part) => new(new Invocation
    {
        Id = RecordId.From($"{minute.Function.Name}-{minute.Minute}-{part.Number}"),
        Function = minute.Function.Name,
        Start = part.Count > 1 ? minute.Start : minute.Start.AddSeconds(part.Number == 0 && minute.WakesUp ? 0 : random.Next(50)),
        SpanMs = part.Count > 1 ? 60_000 : null,
        DurationMs = Math.Round(minute.Function.MedianMs * minute.Slowdown * part.Factor, 1),
        Outcome = part.Outcome,
        StatusCode = minute.Function.Trigger == Trigger.Http ? part.Outcome == Outcome.Ok ? 200 : 500 : null,
        ErrorType = part.Outcome == Outcome.Error ? "System.InvalidOperationException" : null,
        Trigger = minute.Function.Trigger,
        ColdStart = part.IsCold,
        InitMs = part.IsCold ? Math.Round(UsualInitMs * Math.Exp(0.3 * Normal(random))) : null,
        Version = minute.Version,
        Caller = DemoCallers.Of(minute.Function, random),
        Count = part.Count,
    });

    private static long ByChance(long count, double share, Random random)
    {
        // The mean, and the rest of it by chance.
        var mean = count * share;
        return Math.Min(count, (long)mean + (random.NextDouble() < mean - Math.Floor(mean) ? 1 : 0));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Some of a minute's invocations that become one record.</summary>
    private readonly record struct Part(int Number, long Count, double Factor, Outcome Outcome, bool IsCold);
}
