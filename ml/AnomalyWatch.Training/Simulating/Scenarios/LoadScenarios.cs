namespace AnomalyWatch.Training.Simulating.Scenarios;

/// <summary>Too many calls: by strangers, by itself, by retries, from everywhere at once.</summary>
internal static class LoadScenarios
{
    private const double MostRecursionsPerMinute = 2_000;

    /// <summary>Denial of wallet: either thousands of times the usual load over hours, or one principal with a thousand calls an hour.</summary>
    public static readonly Scenario DenialOfWallet = new(
        1,
        "Denial of wallet by callers",
        "half of the runs 200 to 2,000 times the usual calls, at least three times the day's peak, for 1 to 6 hours (10 K a day to 10 M in 12 hours), half 1,000 to 4,000 calls an hour by one principal",
        "the function, within minutes of its begin",
        function => function.Exposure is Exposure.Public or Exposure.Users && function.MeanPerMinute is > 0.5 and < 60,
        stage =>
        {
            var (random, function) = (stage.Random, stage.Function);
            stage.Lasts(random.Between(60, 360));
            var isFlood = random.Happens(0.5);
            var perMinute = isFlood ? Math.Max(Math.Max(200, 3 * function.Series.Max()), function.MeanPerMinute * random.LogBetween(200, 2000)) : random.LogBetween(1000, 4000) / 60;
            var one = new SimulatedCaller(isFlood ? null : $"app-{random.Hex()[..6]}", CallerPopulation.Address(random), CallerPopulation.NetworkName(random.Below(CallerPopulation.Networks)), "US", "python-requests/2.32");
            if (!isFlood)
            {
                stage.Principals.Add(one.Principal!);
            }

            stage.Shape(shape => shape.Beside.AddRange(Enumerable.Range(0, 6).Select(piece => new CallGroup
            {
                Count = shape.Random.Dither(perMinute / 6),
                AtSecond = 10 * piece,
                OverSeconds = 10,
                Caller = isFlood ? CallerPopulation.Anybody(shape.Random, stage.Function.Callers.Home) : one,
            })));
        },
        SuitsFirstHour: true);

    /// <summary>A function that sets itself off.</summary>
    public static readonly Scenario Recursion = new(
        2,
        "Recursive loop",
        "doubles every 12 to 30 seconds up to 2,000 calls a minute, one trace, the function's own role as caller, 20 to 60 minutes (aimadetools: 2,000 a minute)",
        "the function, before the plateau",
        function => function.Trigger is "queue" or "event" or "storage" && function.MeanPerMinute < 300,
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(random.Between(20, 60));
            var doublings = 60 / random.Between(12.0, 30.0);
            var (trace, itself) = (random.Hex(), new SimulatedCaller(stage.Function.App.Role, "10.0.4.7", CallerPopulation.CloudNetwork(stage.Function.App.Provider), "NL", null));
            stage.Principals.Add(itself.Principal!);
            stage.Shape(shape =>
            {
                var calls = Math.Min(MostRecursionsPerMinute, Math.Pow(2, Math.Min(20, doublings * (stage.Since(shape) + 1))));
                var isSingle = calls <= 40;
                var pieces = isSingle ? (int)calls : 6;
                shape.Beside.AddRange(Enumerable.Range(0, pieces).Select(piece => new CallGroup
                {
                    Count = isSingle ? 1 : (long)(calls / pieces),
                    AtSecond = 60d * piece / pieces,
                    OverSeconds = isSingle ? 0 : 60d / pieces,
                    Caller = itself,
                    TraceId = trace,
                    ParentId = shape.Random.Hex(),
                }));
            });
        },
        SuitsFirstHour: true);

    /// <summary>The same work tried again and again.</summary>
    public static readonly Scenario RetryStorm = new(
        3,
        "Retry storm",
        "20 to 100 times the calls, ten times the failures, so that their share falls to about 0.1 %, one size of request, 15 to 90 minutes (aimadetools)",
        "the function, for count or failures",
        function => function.Trigger is "queue" or "event" or "http" && function.MeanPerMinute is > 0.5 and < 300,
        stage =>
        {
            stage.Lasts(stage.Random.Between(15, 90));
            var factor = stage.Random.LogBetween(20, 100);
            var operation = stage.Random.Hex();
            stage.Shape(shape =>
            {
                var calls = Math.Max(1, shape.Calls);
                var failures = Math.Max(0.02, 10 * shape.ErrorShare) * calls;
                shape.Beside.AddRange(Enumerable.Range(0, 4).Select(piece => new CallGroup
                {
                    Count = shape.Random.Dither(calls * factor / 4),
                    AtSecond = 15 * piece,
                    OverSeconds = 15,
                    RequestBytes = (long)shape.Function.RequestBytes,
                    ParentId = operation,
                    Caller = shape.Function.Callers.Draw(shape.Random),
                }));
                shape.Beside.Add(new CallGroup { Count = shape.Random.Dither(failures), Outcome = "error", ErrorType = "System.Net.Http.HttpRequestException", ParentId = operation });
            });
        },
        SuitsFirstHour: true,
        NeedsCalls: true);

    /// <summary>Instances are started all the time.</summary>
    public static readonly Scenario ColdStartStorm = new(
        26,
        "Cold-start storm",
        "the share of cold starts at five times the usual, at least 15 %, start-up half as long again (985 ms in Datadog's sample), 30 to 90 minutes",
        "the function, for cold starts or slowness",
        function => function.MeanPerMinute > 2,
        stage =>
        {
            stage.Lasts(stage.Random.Between(30, 90));
            var share = stage.Random.Between(0.15, 0.4);
            stage.Shape(shape =>
            {
                shape.ColdShare = Math.Max(share, 5 * shape.ColdShare);
                shape.InitFactor = 1.5;
            });
        },
        SuitsFirstHour: true,
        NeedsCalls: true);

    /// <summary>One function takes the concurrency of its account, the others are throttled.</summary>
    public static readonly Scenario ConcurrencyExhaustion = new(
        27,
        "Concurrency exhaustion by one function",
        "one function at 30 to 100 times its calls, 20 to 60 % of the calls of the others of its app throttled, 20 to 60 minutes",
        "the function or those that are throttled",
        function => function.MeanPerMinute is > 0.5 and < 300,
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(random.Between(20, 60));
            var (factor, throttled) = (random.LogBetween(30, 100), random.Between(0.2, 0.6));
            stage.Shape(shape =>
            {
                shape.Calls = Math.Max(1, shape.Calls) * factor;
                shape.ThrottledShare = throttled / 2;
            });
            foreach (var other in stage.Fleet.Of(stage.Function.App).Where(other => other != stage.Function))
            {
                stage.ShapeOf(other, shape => shape.ThrottledShare = throttled);
            }
        },
        SuitsFirstHour: true,
        NeedsCalls: true);

    /// <summary>A thousand addresses, each with next to nothing.</summary>
    public static readonly Scenario LowAndSlow = new(
        32,
        "Distributed low-and-slow caller",
        "1,000 addresses with one call a minute each, one user agent, 20 minutes, at a function with at least 100 calls a minute",
        "the function or the trait they have in common",
        function => function.Exposure is Exposure.Public or Exposure.Users && function.MeanPerMinute > 100,
        stage =>
        {
            stage.Lasts(20);
            var (agent, seed) = ("Mozilla/5.0 (compatible; HeadlessChrome/118.0)", stage.Random.Below(1_000_000));
            stage.Principals.Add(agent);
            stage.Shape(shape => shape.Beside.AddRange(Enumerable.Range(0, 1000).Select(caller =>
            {
                var each = RandomStream.Of(seed, "weak caller", caller);
                return new CallGroup { Count = 1, Caller = CallerPopulation.Anybody(each, stage.Function.Callers.Home) with { Agent = agent } };
            })));
        });
}
