using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Alerting;

/// <summary>A log of findings over many hours: anomalies that begin, go on, end and are withdrawn, changes, ticks of three scorers.</summary>
internal static class SomeFindings
{
    private static readonly string[] Functions =
    [
        "azure/sub/shop/checkout", "azure/sub/shop/cart", "azure/sub/blog/post", "azure/sub/plain", "aws/123456789012/r/f", "aws/123456789012/r/g",
    ];

    private static readonly string[] Callers = ["alice", "bob", "çelik", "\u202emallory"];

    /// <summary>The same log for the same seed.</summary>
    public static List<Stamped<Finding>> Log(int seed, int count)
    {
        var random = new Random(seed);
        var log = new List<Stamped<Finding>>();
        var seen = new List<Anomaly>();
        var minute = 0;
        while (log.Count < count)
        {
            minute += random.Next(3) == 0 ? random.Next(25) : 0;
            minute += random.Next(60) == 0 ? 500 : 0;
            var scorer = $"scoring/{random.Next(3)}";
            var clock = Some.Noon.AddMinutes(minute).AddTicks(random.Next(1_000));
            switch (random.Next(10))
            {
                case < 3:
                    seen.Add(New((seed * 10_000) + seen.Count + 1, minute, clock, random));
                    log.Add(new Stamped<Finding>(clock, scorer, false, new Finding(seen[^1])));
                    break;
                case < 7 when seen.Count > 0:
                    var index = Math.Max(0, seen.Count - 1 - random.Next(12));
                    seen[index] = Again(seen[index], minute, random);
                    log.Add(new Stamped<Finding>(clock, scorer, false, new Finding(seen[index])));
                    break;
                case 7:
                    log.Add(new Stamped<Finding>(clock, "azure-monitor", false, new Finding(AnyChange(minute, random))));
                    break;
                default:
                    log.Add(new Stamped<Finding>(clock, scorer, true, default));
                    break;
            }
        }

        return log;
    }

    private static Anomaly New(int number, int minute, DateTimeOffset clock, Random random)
    {
        var isIdentity = random.Next(3) == 0;
        return Some.Anomaly(number, minute - random.Next(10), Functions[random.Next(Functions.Length)]) with
        {
            Kind = isIdentity ? AnomalyKind.NewCaller : random.Next(2) == 0 ? AnomalyKind.Burst : AnomalyKind.Errors,
            Principal = isIdentity ? Callers[random.Next(Callers.Length)] : null,
            Weight = random.Next(3) == 0 ? 0.3 : 1,
            WindowEnd = Some.Noon.AddMinutes(minute + 1),
            DetectedAt = clock,
            Score = 8 + random.NextDouble(),
            Observed = random.NextDouble() * 1_000,
            History = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(4) == 0 ? double.NaN : random.NextDouble())],
        };
    }

    private static Anomaly Again(Anomaly before, int minute, Random random) => before with
    {
        Phase = random.Next(12) == 0 ? AnomalyPhase.Withdrawn : random.Next(2) == 0 ? AnomalyPhase.Ended : AnomalyPhase.Continues,
        WindowEnd = random.Next(2) == 0 ? before.WindowEnd : Some.Noon.AddMinutes(Math.Max(minute, 1)) is var end && end > before.WindowStart ? end : before.WindowEnd,
        Score = before.Score + random.Next(3),
        Reasons = [new Reason(Signal.Errors, random.NextDouble(), 0, 1, before.Score, random.Next(2) == 0 ? "détail" : null)],
    };

    private static Change AnyChange(int minute, Random random) => new()
    {
        Id = random.Next(2) == 0 ? default : RecordId.From($"id-{random.Next(1_000)}"),
        Function = random.Next(3) == 0 ? "azure/sub" : Functions[random.Next(Functions.Length)],
        Time = Some.Noon.AddMinutes(minute - random.Next(30)),
        Operation = $"Deploy{random.Next(50)}",
        Principal = random.Next(2) == 0 ? "carol" : null,
        Outcome = random.Next(5) == 0 ? Outcome.Denied : Outcome.Ok,
    };
}
