namespace AnomalyWatch.Training.Simulating.Scenarios;

/// <summary>Somebody calls who never did, or not so, not there or not then.</summary>
internal static class CallerScenarios
{
    private const int MinutesOfDay = 1440;

    /// <summary>A call from outside to what only the platform or other functions call.</summary>
    public static readonly Scenario DirectCall = new(
        5,
        "Direct call of an internal function",
        "1 to 3 calls over HTTP from the internet, with no principal and no parent (one event is enough)",
        "the function",
        function => function.Exposure is Exposure.Platform or Exposure.Internal && function.MeanPerMinute > 0.02,
        stage => Calls(stage, stage.Random.Between(1, 3), CallerPopulation.Anybody(stage.Random, stage.Function.Callers.Home), trigger: "http", traced: false));

    /// <summary>Refusals of one caller.</summary>
    public static readonly Scenario RefusedBurst = new(
        6,
        "Unauthorized access burst",
        "20 to 60 refusals a minute for 5 to 15 minutes, one caller (a hundred 401 in 5 minutes: ApplicationInsights-Home #472)",
        "the function or the caller",
        function => function.IsHttp,
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(random.Between(5, 15));
            var (perMinute, caller) = (random.Between(20, 60), CallerPopulation.Anybody(random, stage.Function.Callers.Home) with { Agent = "python-requests/2.32" });
            stage.Principals.Add(caller.Network!);
            stage.Shape(shape => shape.Beside.AddRange(Enumerable.Range(0, 3).Select(piece => new CallGroup
            {
                Count = perMinute / 3,
                AtSecond = 20 * piece,
                OverSeconds = 20,
                Outcome = "denied",
                StatusCode = 401,
                DurationMs = 4,
                ResponseBytes = 120,
                Caller = caller,
            })));
        },
        SuitsFirstHour: true);

    /// <summary>A principal of the same account that never called.</summary>
    public static readonly Scenario NewPrincipal = new(
        7,
        "New principal invokes",
        "1 to 10 calls by a principal first seen at a function with few steady ones",
        "the principal, in the first minute",
        function => function.Exposure == Exposure.Internal,
        stage => Calls(stage, stage.Random.Between(1, 10), Known(stage) with { Principal = $"{stage.Function.App.Role}-tmp{stage.Random.Between(10, 99)}" }));

    /// <summary>A known principal from an unknown place.</summary>
    public static readonly Scenario NewNetwork = new(
        8,
        "New network, country and agent",
        "1 to 10 calls by a known principal from a network, a country and an agent first seen",
        "the function or the principal",
        function => function.Exposure == Exposure.Internal,
        stage => Calls(stage, stage.Random.Between(1, 10), Known(stage) with
        {
            Ip = CallerPopulation.Address(stage.Random),
            Network = CallerPopulation.NetworkName(stage.Random.Below(CallerPopulation.Networks)),
            Country = "VN",
            Agent = "curl/8.7.1",
        }));

    /// <summary>A principal of another account.</summary>
    public static readonly Scenario CrossAccount = new(
        9,
        "Cross-account invoke",
        "1 to 3 calls by a principal of another account",
        "the principal, in the first minute",
        function => function.Exposure == Exposure.Internal,
        stage => Calls(stage, stage.Random.Between(1, 3), Known(stage) with { Principal = $"arn:aws:iam::{stage.Random.Between(200, 899)}000111222:user/ci-{stage.Random.Between(1, 99)}" }));

    /// <summary>The credential of a function's role, used from somewhere else.</summary>
    public static readonly Scenario RoleOutside = new(
        10,
        "Credential of the execution role used outside",
        "1 to 5 calls by the role of a function of the account, from a network that is no cloud's",
        "the function or the role",
        function => function.Exposure == Exposure.Internal,
        stage => Calls(stage, stage.Random.Between(1, 5), Known(stage) with { Ip = CallerPopulation.Address(stage.Random), Network = "AS64511", Country = "US", Agent = "Boto3/1.38" }));

    /// <summary>Somebody who only ever calls in office hours, at night.</summary>
    public static readonly Scenario OffHours = new(
        11,
        "Off-hours use",
        "3 to 12 calls within 20 minutes at night by an operator who calls on working days from 8 to 18 (p < 0.001 for the hour)",
        "the operator or the function",
        function => function.Callers.Operator is not null,
        stage =>
        {
            stage.MoveTo((stage.Begin / MinutesOfDay * MinutesOfDay) + stage.Random.Between(60, 5 * 60));
            Calls(stage, stage.Random.Between(3, 12), stage.Function.Callers.Operator!, minutes: 20);
        });

    /// <summary>A caller from a network that is known for nothing good.</summary>
    public static readonly Scenario CommandAndControl = new(
        15,
        "Command and control, Tor",
        "1 to 5 calls from a Tor exit's network and address",
        "the function or the network",
        function => function.IsHttp,
        stage => Calls(stage, stage.Random.Between(1, 5), new SimulatedCaller(null, CallerPopulation.Address(stage.Random), "AS60729 tor-exit", "DE", "curl/8.7.1")));

    /// <summary>One caller tries many functions.</summary>
    public static readonly Scenario Enumeration = new(
        31,
        "Enumeration of functions",
        "one caller at 10 to 20 functions of an account within 5 minutes, 1 to 3 calls each, answered with 404 or 405",
        "the caller",
        function => function.IsHttp,
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(5);
            var caller = CallerPopulation.Anybody(random, stage.Function.Callers.Home) with { Principal = $"probe-{random.Hex()[..6]}", Agent = "ffuf/2.1" };
            stage.Principals.Add(caller.Principal!);
            foreach (var target in stage.Fleet.OfAccount(stage.Function.App.Account).OrderBy(_ => random.Bits()).Take(random.Between(10, 20)).Append(stage.Function).Distinct().ToList())
            {
                var (minute, calls, status) = (stage.Begin + random.Below(5), random.Between(1, 3), random.Happens(0.5) ? 404 : 405);
                stage.ShapeOf(target, shape =>
                {
                    if (shape.Minute == minute)
                    {
                        shape.Beside.AddRange(Singles(shape, calls, new CallGroup { Count = 1, Caller = caller, Outcome = "error", StatusCode = status, ErrorType = "NotFound", DurationMs = 3, Trigger = "http" }));
                    }
                });
            }
        });

    /// <summary>Calls one by one, from the begin on.</summary>
    private static void Calls(Stage stage, int calls, SimulatedCaller caller, string? trigger = null, bool traced = true, int minutes = 5)
    {
        stage.Lasts(Math.Min(minutes, calls));
        var place = caller.Principal ?? caller.Network;
        stage.Principals.Add(place!);
        var length = stage.End - stage.Begin;
        var trace = traced ? stage.Random.Hex() : null;
        stage.Shape(shape => shape.Beside.AddRange(Singles(
            shape,
            (calls / length) + (stage.Since(shape) < calls % length ? 1 : 0),
            new CallGroup { Count = 1, Caller = caller, Trigger = trigger, TraceId = trace })));
    }

    private static IEnumerable<CallGroup> Singles(MinuteShape shape, int calls, CallGroup call) =>
        Enumerable.Range(0, calls).Select(_ => call with { AtSecond = Math.Floor(shape.Random.Unit() * 59) });

    /// <summary>A principal that calls the function every day.</summary>
    private static SimulatedCaller Known(Stage stage) => stage.Function.Callers.Steady[0];
}
