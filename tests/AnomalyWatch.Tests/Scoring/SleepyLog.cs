using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>
/// Four days of functions that are mostly quiet: some are busy for a while and rest for hours, some keep a slow beat until it stops, strangers come once. The machine sleeps,
/// thresholds and models change, records come late or twice, and there is maintenance.
/// </summary>
internal static class SleepyLog
{
    public const int Minutes = 4 * 1440;

    private const int Busy = 9;
    private const int Timers = 6;

    public static DateTimeOffset Begin { get; } = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The log as a fold sees it.</summary>
    public static List<Stamped<TelemetryRecord>> Stamped(int seed)
    {
        var random = new Random(seed);
        var sleepsAt = random.Next(Minutes);
        var log = new List<Stamped<TelemetryRecord>>();
        var late = new PriorityQueue<Invocation, int>();
        for (var minute = 0; minute < Minutes; minute++)
        {
            foreach (var call in Calls(minute, seed, random))
            {
                late.Enqueue(call, minute + (random.Next(30) == 0 ? random.Next(1, 200) : 0));
            }

            while (late.TryPeek(out var call, out var at) && at <= minute)
            {
                late.Dequeue();
                var source = call.Function.StartsWith("azure", StringComparison.Ordinal) ? "azure-monitor" : "otlp";
                log.Add(new Stamped<TelemetryRecord>(Begin.AddMinutes(minute + 0.9), source, IsTick: false, new TelemetryRecord(call), Mode: ClockMode.Wall));
            }

            if (random.Next(400) == 0)
            {
                log.Add(new Stamped<TelemetryRecord>(Begin.AddMinutes(minute + 0.9), "control", IsTick: false, new TelemetryRecord(AnyControl(minute, random))));
            }

            if (minute < sleepsAt || minute > sleepsAt + 150)
            {
                log.Add(new Stamped<TelemetryRecord>(Begin.AddMinutes(minute + 1), "clock", IsTick: true, default, Mode: ClockMode.Wall));
            }
        }

        return log;
    }

    /// <summary>The model that its promotions name; what the one before had learned of its distances goes all the same.</summary>
    public static ModelShelf Models()
    {
        var shelf = new ModelShelf();
        Assert.IsTrue(shelf.TryAdd(ScoringModel.Default));
        return shelf;
    }

    private static Control AnyControl(int minute, Random random)
    {
        var now = Begin.AddMinutes(minute);
        return random.Next(6) switch
        {
            0 => Control.Maintenance(now, "other/timer", now, now.AddMinutes(random.Next(300))),
            1 => Control.ConfigurationChanged(now, random.Next(3, 12), null),
            2 => Control.ModelPromoted(now, ScoringModel.Default.Manifest.ModelSha256),
            3 => Control.TelemetryLost(now, "other/log", 1 + random.Next(100), now.AddMinutes(-random.Next(60, 300)), now.AddMinutes(-random.Next(60))),
            4 => Control.Feedback(now, "x", "useful"),
            _ => Control.Feedback(now, "x", random.Next(2) == 0 ? "real" : "noise", [new AnsweredAnomaly($"other/timer{random.Next(Timers)}", AnomalyKind.Silence, now.AddMinutes(-90), now)]),
        };
    }

    private static IEnumerable<Invocation> Calls(int minute, int seed, Random random)
    {
        for (var i = 0; i < Busy; i++)
        {
            // Each has a rhythm of its own: some hours of work, many of rest.
            var hour = minute / 60;
            if (new Random((seed * 1_000) + (i * 100_003) + (hour / 3)).Next(4) > 0)
            {
                continue;
            }

            var name = (i % 2 == 0 ? "azure/s/app/busy" : "aws/1/eu/busy") + i.ToString(CultureInfo.InvariantCulture);
            var isBurst = random.Next(700) == 0;
            yield return Call(name, minute, 20 + random.Next(10) + (isBurst ? 5_000 : 0), random.Next(50) == 0 ? Outcome.Error : Outcome.Ok) with
            {
                Caller = new Caller { Principal = random.Next(500) == 0 ? $"user/{minute}" : "role/own" },
            };
            if (random.Next(10) == 0)
            {
                var one = new Invocation { Id = RecordId.From(random.GetHexString(32)), Function = name, Start = Begin.AddMinutes(minute), DurationMs = 40 };
                yield return random.Next(3) == 0 ? one with { Kind = InvocationKind.Start } : one;
                yield return one with { Caller = new Caller { Principal = "role/own" } };
            }
        }

        for (var i = 0; i < Timers; i++)
        {
            var beat = 65 + (20 * i);
            if (minute % beat == 7 && minute < Minutes - (beat * (6 + i)))
            {
                yield return Call($"other/timer{i}", minute, 1, Outcome.Ok);
            }
        }

        if (random.Next(6) == 0)
        {
            yield return Call($"other/stranger{random.Next(40)}", minute, 1, Outcome.Denied) with { Caller = new Caller { Ip = $"203.0.113.{random.Next(250)}" } };
        }
    }

    private static Invocation Call(string name, int minute, long count, Outcome outcome) =>
        new() { Function = name, Start = Begin.AddMinutes(minute), SpanMs = 60_000, Count = count, DurationMs = 50, Outcome = outcome };
}
