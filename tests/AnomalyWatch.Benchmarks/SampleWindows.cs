using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Benchmarks;

/// <summary>Minutes of one function: empty, calm, or with every signal off at once.</summary>
internal static class SampleWindows
{
    private static readonly DateTimeOffset Begin = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The detector as it is shipped.</summary>
    public static Detector Detector { get; } = new(new DetectorOptions(), ScoringModel.Default);

    /// <summary>A minute without a call.</summary>
    public static FunctionWindow Empty(int minute) => new("aws/123456789012/eu-west-1/checkout", Begin.AddMinutes(minute));

    /// <summary>About ten calls by four callers, one in a hundred fails.</summary>
    public static FunctionWindow Calm(int minute)
    {
        var window = Empty(minute);
        for (var i = 0; i < 8 + (minute % 5); i++)
        {
            window.Add(Call(window, 40 + (i * 13 % 50), ((minute * 7) + i) % 100 == 0 ? Outcome.Error : Outcome.Ok, coldStart: false, i % 4));
        }

        return window;
    }

    /// <summary>The calls of one of many functions, none like another: a few or many, fast or slow, by four callers, some fail or start an instance.</summary>
    public static FunctionWindow Varied(int function, int minute)
    {
        var random = new Random((function * 10_007) + minute);
        var window = Empty(minute);
        var calls = random.Next(1 + (function * 7 % 30));
        for (var i = 0; i < calls; i++)
        {
            var durationMs = (20 + (function * 31 % 400)) * Math.Exp(random.NextDouble() - 0.5);
            window.Add(Call(window, durationMs, random.Next(60) == 0 ? Outcome.Error : Outcome.Ok, random.Next(40) == 0, (function * 4) + random.Next(4)));
        }

        return window;
    }

    /// <summary>Two hundred slow calls by forty callers: failures, refusals and cold starts by turns.</summary>
    public static FunctionWindow AllOff(int minute)
    {
        var window = Empty(minute);
        for (var i = 0; i < 200; i++)
        {
            window.Add(Call(window, 900 + (i * 13 % 500), i % 2 == 0 ? Outcome.Error : Outcome.Denied, coldStart: i % 3 == 0, 100 + (i % 40)));
        }

        return window;
    }

    /// <summary>The memory of a function after so many calm minutes.</summary>
    public static FunctionState Learned(IEnumerable<FunctionWindow> windows)
    {
        var state = Detector.NewFunction();
        foreach (var window in windows)
        {
            Detector.Learn(state, window, Detector.Judge(state, window));
        }

        return state;
    }

    private static Invocation Call(FunctionWindow window, double durationMs, Outcome outcome, bool coldStart, int caller) => new()
    {
        Function = window.Function,
        Start = window.Start,
        DurationMs = durationMs,
        Outcome = outcome,
        ColdStart = coldStart,
        Caller = new Caller { Principal = $"role-{caller}" },
    };
}
