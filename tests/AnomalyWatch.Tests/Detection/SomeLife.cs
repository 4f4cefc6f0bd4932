using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;
using FsCheck;
using FsCheck.Fluent;
using Outcome = AnomalyWatch.Detection.Invocations.Outcome;

namespace AnomalyWatch.Tests.Detection;

/// <summary>How some function is called, minute by minute: what it is like is drawn, all else follows from its seed.</summary>
internal sealed record SomeLife(int Seed, int Rate, int PauseMinutes, int ErrorPercent, int DeniedPercent, int Callers, int StrangerEvery, int TroubleEvery)
{
    /// <summary>The shapes that tests go through; the number of cases and the seed are the test's own.</summary>
    public static IEnumerable<SomeLife> Sample(int cases, ulong seed) => Any().Sample(cases, new Rnd(seed, 7), 30);

    /// <summary>The minute, always the same for the same number.</summary>
    public FunctionWindow Minute(int minute)
    {
        var window = SomeWindows.Empty(minute);
        var random = new Random((Seed * 100_003) + minute);
        if (minute % PauseMinutes != 0 || minute % 401 > 380)
        {
            return window;
        }

        var trouble = minute % TroubleEvery < 6 && minute > 120;
        var calls = (Rate / 2) + random.Next(Rate + 1) + (trouble ? Rate * 20 : 0);
        for (var i = 0; i < calls; i++)
        {
            window.Add(SomeWindows.Call(minute) with
            {
                DurationMs = random.Next(10) == 0 ? null : Math.Exp(random.NextDouble() * 4) * (trouble ? 700 : 20),
                ColdStart = random.Next(30) == 0,
                Outcome = Drawn(random, trouble),
                Caller = AnyCaller(random, minute),
            });
        }

        return window;
    }

    private Outcome Drawn(Random random, bool trouble)
    {
        var percent = random.Next(100) - (trouble ? 30 : 0);
        return percent < ErrorPercent ? Outcome.Error : percent < ErrorPercent + DeniedPercent ? Outcome.Denied : Outcome.Ok;
    }

    private Caller AnyCaller(Random random, int minute)
    {
        if (Callers == 0)
        {
            return default;
        }

        var name = minute % StrangerEvery == 0 && random.Next(4) == 0 ? $"fremder-{minute}-ü" : $"role-{random.Next(Callers)}";
        return random.Next(3) == 0
            ? new Caller { Ip = name, Country = "DE" }
            : new Caller { Principal = name, Agent = random.Next(2) == 0 ? "curl" : null };
    }

    private static Gen<SomeLife> Any() =>
        from seed in Gen.Choose(1, 10_000)
        from rate in Gen.Elements(1, 3, 12, 40)
        from pause in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Constant(5)), (1, Gen.Constant(15)))
        from errors in Gen.Elements(0, 1, 20)
        from denied in Gen.Elements(0, 0, 5)
        from callers in Gen.Elements(0, 1, 4, 90)
        from strangerEvery in Gen.Choose(20, 200)
        from troubleEvery in Gen.Choose(90, 400)
        select new SomeLife(seed, rate, pause, errors, denied, callers, strangerEvery, troubleEvery);
}
