using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>
/// Most of a day of four functions in which everything happens that a log can bring: bursts, failures, strangers, silence, records that are late
/// or far too late, calls told twice by two sources, starts with and without ends, and maintenance.
/// </summary>
internal static class SomeLog
{
    public const int Minutes = 1_060;

    // The cart is not called for a while, but for one minute of which is only heard when the silence has been told.
    private const int SilentFrom = 1_000;
    private const int InSilence = 1_009;
    private const int SilentTo = 1_040;

    private static readonly string[] Names = ["aws/1/eu/checkout", "azure/2/shop/cart", "gcp/3/eu/login", "other/rare"];

    public static DateTimeOffset Begin { get; } = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Records in the order of their arrival, each with the minute of the clock at which it arrives.</summary>
    public static List<(double Minute, TelemetryRecord Record)> Records(int seed)
    {
        var random = new Random(seed);
        var records = new List<(double, TelemetryRecord)>();
        for (var minute = 0; minute < Minutes; minute++)
        {
            foreach (var name in Names)
            {
                foreach (var call in Calls(name, minute, random))
                {
                    var lateness = name == Names[1] && minute == InSilence ? 2 : random.Next(40) == 0 ? random.Next(1, 12) : 0;
                    records.Add((minute + 1 + lateness, new TelemetryRecord(call)));
                }
            }
        }

        return [.. records.OrderBy(record => record.Item1)];
    }

    /// <summary>The same as a fold sees it, with ticks, now and then of a source that is slow, and with control events.</summary>
    public static List<Stamped<TelemetryRecord>> Stamped(int seed)
    {
        var random = new Random(seed + 1);
        var (log, tick) = (new List<Stamped<TelemetryRecord>>(), 0d);
        foreach (var (minute, record) in Records(seed))
        {
            for (; tick < minute; tick += 0.5)
            {
                // In the night the machine sleeps for ten minutes.
                if (tick is < 100 or > 110)
                {
                    log.Add(new Stamped<TelemetryRecord>(Begin.AddMinutes(tick), "clock", IsTick: true, default, Mode: ClockMode.Wall));
                }
            }

            var source = record.Function.StartsWith("azure", StringComparison.Ordinal) && random.Next(10) > 0 ? "azure-monitor" : "otlp";
            log.Add(new Stamped<TelemetryRecord>(Begin.AddMinutes(minute), source, IsTick: false, record));
            if (random.Next(2_000) == 0)
            {
                log.Add(new Stamped<TelemetryRecord>(Begin.AddMinutes(minute), "control", IsTick: false, new TelemetryRecord(AnyControl(minute, random))));
            }
        }

        return log;
    }

    private static Control AnyControl(double minute, Random random) => random.Next(3) switch
    {
        0 => Control.Maintenance(Begin.AddMinutes(minute), "gcp/", Begin.AddMinutes(minute), Begin.AddMinutes(minute + 30)),
        1 => Control.ConfigurationChanged(Begin.AddMinutes(minute), random.Next(6, 10), null),
        _ => Control.Feedback(Begin.AddMinutes(minute), "x", "useful"),
    };

    private static IEnumerable<Invocation> Calls(string name, int minute, Random random)
    {
        var start = Begin.AddMinutes(minute);
        var isRare = name == Names[3];
        if ((isRare && minute % 120 != 7) || (name == Names[1] && minute is >= SilentFrom and < SilentTo and not InSilence))
        {
            yield break;
        }

        var many = new Invocation { Function = name, Start = start, SpanMs = 60_000, Count = isRare ? 1 : 40 + random.Next(10), DurationMs = random.Next(80, 90), Outcome = Outcome.Ok };
        yield return many with { Caller = new Caller { Principal = "role/own" } };
        if (minute is >= 600 and < 608 && name == Names[0])
        {
            yield return many with { Count = 40_000 };
        }

        if (minute % 211 is >= 200 and < 204)
        {
            yield return many with { Count = 30, Outcome = random.Next(2) == 0 ? Outcome.Error : Outcome.Denied, Caller = new Caller { Principal = $"user/{minute / 211}" } };
        }

        for (var call = 0; call < 3; call++)
        {
            var one = new Invocation { Id = RecordId.From(random.GetHexString(32)), Function = name, Start = start.AddSeconds(random.Next(60)) };
            if (random.Next(2) == 0)
            {
                yield return one with { Kind = InvocationKind.Start, ColdStart = random.Next(3) == 0, Caller = new Caller { Ip = $"203.0.113.{random.Next(3)}" } };
            }

            if (random.Next(20) > 0)
            {
                yield return one with { DurationMs = random.Next(2) == 0 ? null : random.Next(2_000) };
            }

            if (random.Next(4) == 0)
            {
                yield return one with { DurationMs = 50, Outcome = Outcome.Ok, Caller = new Caller { Principal = random.Next(300) == 0 ? $"user/{minute}" : "role/own" } };
            }
        }
    }
}
