namespace AnomalyWatch.Training.Simulating.Scenarios;

/// <summary>Attacks on the watching itself.</summary>
internal static class EvasionScenarios
{
    private const int MinutesOfDay = 1440;

    /// <summary>The logs are switched off.</summary>
    public static readonly Scenario LogsCut = new(
        22,
        "Logs cut",
        "nothing is told of an app for 30 to 120 minutes; in half of the runs the change that did it is told",
        "the app or one of its functions",
        function => function.Series.Count(calls => calls > 0) > 600,
        stage =>
        {
            stage.Lasts(stage.Random.Between(30, 120));
            stage.Prefixes.Add(MisuseScenarios.PrefixOf(stage.Function));
            if (stage.Random.Happens(0.5))
            {
                stage.Change(stage.Function.Name, stage.Function.App.Provider == "azure" ? "Microsoft.Insights/diagnosticSettings/delete" : "DeleteSubscriptionFilter", "user-4711@example.net");
            }

            foreach (var function in stage.Fleet.Of(stage.Function.App))
            {
                stage.ShapeOf(function, shape => shape.IsCutOff = true);
            }
        },
        NeedsCalls: true);

    /// <summary>The picture of what is normal is moved first.</summary>
    public static readonly Scenario BaselinePoisoning = new(
        33,
        "Baseline poisoning",
        "calls 5 % up every day from the second day on, then 8 to 20 times as many for 30 to 60 minutes",
        "the function, at the burst",
        function => function.MeanPerMinute is > 2 and < 300 && !function.IsTimer,
        stage =>
        {
            stage.Lasts(stage.Random.Between(30, 60));
            var factor = stage.Random.LogBetween(8, 20);
            stage.ShapeAlways(stage.Function, shape => shape.Calls *= Math.Pow(1.05, Math.Max(0, Math.Min(shape.Minute, stage.End) - MinutesOfDay) / (double)MinutesOfDay));
            stage.Shape(shape => shape.Calls *= factor);
        },
        NeedsCalls: true);

    /// <summary>Names without end.</summary>
    public static readonly Scenario CardinalityFlood = new(
        34,
        "Cardinality flood",
        "2,000 new callers a minute for 10 minutes at one function and 60 names of functions that there are none of (a million are proposed: the caps have tests of their own)",
        "the function, its account or the flood itself",
        function => function.Exposure is Exposure.Public or Exposure.Users && function.MeanPerMinute > 1,
        stage =>
        {
            stage.Lasts(10);
            stage.Prefixes.Add($"{stage.Function.App.Account}/{stage.Function.App.Name}-fake");
            stage.Shape(shape => shape.Beside.AddRange(Enumerable.Range(0, 2000).Select(_ => new CallGroup
            {
                Count = 1,
                Outcome = "denied",
                StatusCode = 401,
                DurationMs = 3,
                Caller = CallerPopulation.Anybody(shape.Random, stage.Function.Callers.Home) with { Principal = $"u-{shape.Random.Hex()}" },
            })));
            for (var i = 0; i < 60; i++)
            {
                Forge(stage, $"{stage.Function.App.Account}/{stage.Function.App.Name}-fake/{stage.Random.Hex()}", stage.Random.Below(10), CallerPopulation.Anybody(stage.Random, stage.Function.Callers.Home));
            }
        });

    /// <summary>Telemetry that is not what happened.</summary>
    public static readonly Scenario ForgedTelemetry = new(
        35,
        "Forged, late or duplicated telemetry",
        "20 to 60 records a minute for 20 to 40 minutes that are 1 to 6 hours old, a third of them with one id",
        "the function or its source",
        function => function.MeanPerMinute > 0.3,
        stage =>
        {
            stage.Lasts(stage.Random.Between(20, 40));
            var (perMinute, id) = (stage.Random.Between(20, 60), stage.Random.Hex());
            stage.Shape(shape =>
            {
                for (var i = 0; i < perMinute; i++)
                {
                    shape.Beside.Add(new CallGroup { Count = 1, Id = i % 3 == 0 ? id : shape.Random.Hex(), Age = TimeSpan.FromSeconds(shape.Random.Between(3600, 6 * 3600)), AtSecond = Math.Floor(59 * shape.Random.Unit()) });
                }
            });
        });

    /// <summary>Names that are links and commands where they are shown, in many alerts at once.</summary>
    public static readonly Scenario AlertFlood = new(
        36,
        "Alert flood and injection",
        "a hundred refusals a minute at 15 to 30 functions of an account at once for 10 minutes, by callers whose names are links and mentions; functions of such names appear",
        "the account, in few messages",
        function => function.IsHttp,
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(10);
            stage.Prefixes.Add($"{stage.Function.App.Account}/{stage.Function.App.Name}/[free]");
            var caller = CallerPopulation.Anybody(random, stage.Function.Callers.Home) with { Principal = "<!channel> [Reset your password](https://login.example.net/a)", Agent = "<https://example.net|click> @everyone **now**" };
            stage.Principals.Add(caller.Principal!);
            foreach (var target in stage.Fleet.OfAccount(stage.Function.App.Account).Where(target => target.BornMinute == 0).OrderBy(_ => random.Bits()).Take(random.Between(15, 30)).Append(stage.Function).Distinct().ToList())
            {
                stage.ShapeOf(target, shape => shape.Beside.AddRange(Enumerable.Range(0, 4).Select(piece => new CallGroup
                {
                    Count = 25,
                    AtSecond = 15 * piece,
                    OverSeconds = 15,
                    Outcome = "denied",
                    StatusCode = 403,
                    DurationMs = 3,
                    Caller = caller,
                    Trigger = "http",
                })));
            }

            for (var i = 0; i < 20; i++)
            {
                Forge(stage, $"{stage.Function.App.Account}/{stage.Function.App.Name}/[free](https:example.net/{i})<at>everyone</at>", random.Below(10), caller);
            }
        });

    private static void Forge(Stage stage, string function, int afterMinutes, SimulatedCaller caller)
    {
        var time = SimulationOptions.Begin.AddMinutes(stage.Begin + afterMinutes).AddMilliseconds(stage.Random.Below(60_000));
        stage.Forge(new SimulatedRecord { Function = function, Arrival = time, Start = time, DurationMs = 0, Outcome = "denied", StatusCode = 404, Trigger = "http", Caller = caller });
    }
}
