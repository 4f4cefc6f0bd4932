using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Local.Demo;

/// <summary>The five incidents of the demo, each of another kind, at magnitudes that are usual for it.</summary>
internal static class DemoScenario
{
    // A caller is refused before the function's code runs.
    private const double RefusalMs = 2;

    /// <summary>The incidents, in the order in which they begin.</summary>
    public static IReadOnlyList<DemoInjection> Make(IReadOnlyList<DemoFunction> functions)
    {
        var looping = Pick(functions, f => f.Trigger == Trigger.Http && f.Audience == Audience.Services && Usual(f) is >= 3 and <= 20 && Active(f) > 1200);
        var stopped = Pick(functions, f => f.Trigger == Trigger.Timer && Active(f) > 250);
        var scanned = Pick(functions, f => f.Trigger == Trigger.Http && f.Audience == Audience.Public && Usual(f) is >= 2 and <= 20);
        var robbed = functions.Where(f => f.App != looping.App && f.App != scanned.App && f.Audience == Audience.Services)
            .GroupBy(f => f.App).First(app => app.Count() >= 2 && app.All(f => Active(f) > 300)).ToList();
        var deployed = Pick(functions, f => f.Trigger == Trigger.Http && Usual(f) is >= 12 and <= 30 && f.App != robbed[0].App && f != scanned && f != looping);
        return
        [
            new DemoInjection("Stolen credential: a new caller that succeeds", [.. robbed.Select(f => f.Name)], 320, 410, Steal) { Principal = DemoCallers.Thief.Principal },
            new DemoInjection("Denial of wallet: a function called in a loop", [looping.Name], 640, 685, minute => minute.Count = 40 * Math.Max(4, minute.Count)),
            new DemoInjection("A timer that stopped", [stopped.Name], 850, 1000, minute => minute.Count = 0),
            new DemoInjection("Unauthorized burst", [scanned.Name], 1010, 1020, Scan),
            new DemoInjection("Bad deployment: errors and slowness", [deployed.Name], 1140, 1200, minute => Deploy(minute, isFirst: minute.Minute == 1140)),
        ];
    }

    private static void Steal(FunctionMinute minute)
    {
        if (minute.Minute % 2 == 0)
        {
            minute.Extra.Add(Call(minute, DemoCallers.Thief, Outcome.Ok, 200, second: 31));
        }
    }

    private static void Scan(FunctionMinute minute)
    {
        for (var second = 0; second < 60; second++)
        {
            minute.Extra.Add(Call(minute, DemoCallers.Stranger, Outcome.Denied, second % 3 == 0 ? 403 : 401, second));
        }
    }

    private static void Deploy(FunctionMinute minute, bool isFirst)
    {
        (minute.Version, minute.ErrorShare, minute.Slowdown) = ("2", 0.35, 3);
        if (isFirst)
        {
            // All instances are started anew with the new code.
            minute.ColdShare = 0.3;
            minute.Extra.Add(new TelemetryRecord(new Change
            {
                Id = RecordId.From("demo-deployment"),
                Function = minute.Function.Name,
                Time = minute.Start,
                Operation = "deployed",
                Principal = "pipeline@example.com",
                Outcome = Outcome.Ok,
                Detail = "version 2",
            }));
        }
    }

    private static TelemetryRecord Call(FunctionMinute minute, Caller caller, Outcome outcome, int status, int second) => new(new Invocation
    {
        Id = RecordId.From($"extra-{minute.Function.Name}-{minute.Minute}-{second}"),
        Function = minute.Function.Name,
        Start = minute.Start.AddSeconds(second),
        DurationMs = outcome == Outcome.Denied ? RefusalMs : minute.Function.MedianMs,
        Outcome = outcome,
        StatusCode = status,
        Trigger = minute.Function.Trigger,
        Version = minute.Version,
        Caller = caller,
    });

    private static DemoFunction Pick(IReadOnlyList<DemoFunction> functions, Func<DemoFunction, bool> fits) => functions.First(fits);

    private static int Active(DemoFunction function) => function.Counts.Count(count => count > 0);

    /// <summary>The median of all minutes, quiet ones included.</summary>
    private static int Usual(DemoFunction function) => function.Counts.Order().ElementAt(DemoDay.Minutes / 2);
}
