namespace AnomalyWatch.Training.Simulating.Scenarios;

/// <summary>Nobody attacks, but it does not work.</summary>
internal static class ReliabilityScenarios
{
    private const int MinutesOfDay = 1440;

    /// <summary>Beginnings without ends.</summary>
    public static readonly Scenario StartWithoutEnd = new(
        23,
        "START without END",
        "the ends of 20 to 100 % of the calls are not told, 1 to 3 hours, at a function whose source tells both (OWASP S10)",
        "the function, when the ends are overdue",
        function => function.TellsStarts && function.MeanPerMinute > 0.1,
        stage =>
        {
            stage.Lasts(stage.Random.Between(60, 180));
            stage.AllowanceMinutes = 75;
            var share = stage.Random.Between(0.2, 1.0);
            stage.Shape(shape => shape.UnfinishedShare = share);
        },
        NeedsCalls: true);

    /// <summary>It stops.</summary>
    public static readonly Scenario SilentFailure = new(
        24,
        "Silent failure: a function stopped firing",
        "no call for 3 hours and 20 minutes (azure-functions-host #3054), timers and functions called at least every third minute",
        "the function, within two expected intervals",
        function => function.TimerMinutes is > 0 and <= 30 || (!function.IsTimer && function.Series.Count(calls => calls > 0) > 600),
        stage =>
        {
            stage.Lasts(200);
            stage.Shape(shape => shape.Calls = 0);
        },
        NeedsCalls: true);

    /// <summary>A timer at another pace.</summary>
    public static readonly Scenario TimerSkew = new(
        25,
        "Timer skew or double run",
        "half of the runs twice the calls, half an interval longer by a fifth (at least a minute), 4 to 12 hours (proposal)",
        "the function",
        function => function.TimerMinutes > 0,
        stage =>
        {
            stage.Lasts(stage.Random.Between(240, 720));
            var gap = Math.Max(stage.Function.TimerMinutes + 1, (int)Math.Round(1.2 * stage.Function.TimerMinutes));
            var (isDouble, usual) = (stage.Random.Happens(0.5), Math.Max(1, stage.Function.Series.Max()));
            stage.Shape(shape => shape.Calls = isDouble ? 2 * shape.Calls : stage.Since(shape) % gap == 0 ? usual : 0);
        },
        NeedsCalls: true);

    /// <summary>Messages that nobody can handle pile up.</summary>
    public static readonly Scenario PoisonGrowth = new(
        28,
        "Dead-letter, poison growth",
        "3 to 10 % of the calls fail five times over with one kind of failure never seen, 3 to 8 hours (any growth)",
        "the function, for failures",
        function => function.Trigger is "queue" or "event" or "storage" && function.MeanPerMinute > 0.3,
        stage =>
        {
            stage.Lasts(stage.Random.Between(180, 480));
            var share = stage.Random.Between(0.03, 0.1);
            stage.Shape(shape =>
            {
                shape.ErrorShare += share;
                shape.ErrorTypes = ["MaxDequeueCountExceeded"];
                shape.Beside.Add(new CallGroup { Count = shape.Random.Binomial((long)Math.Ceiling(shape.Calls), share) * 4, Outcome = "error", ErrorType = "MaxDequeueCountExceeded" });
            });
        },
        NeedsCalls: true);

    /// <summary>Slowly worse.</summary>
    public static readonly Scenario SlowDrift = new(
        29,
        "Slow drift",
        "durations and memory 2 to 5 % higher every day until the end (proposal)",
        "the function, some time",
        function => function.MeanPerMinute > 1 && !function.TellsStarts,
        stage =>
        {
            stage.MoveTo(MinutesOfDay);
            stage.Lasts(int.MaxValue / 2);
            var rate = stage.Random.Between(0.02, 0.05);
            stage.Shape(shape =>
            {
                var factor = Math.Pow(1 + rate, stage.Since(shape) / (double)MinutesOfDay);
                shape.DurationFactor *= factor;
                shape.MemoryFactor *= factor;
            });
        },
        NeedsCalls: true);
}
