using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection;

/// <summary>Minutes of a function, counted from a Monday's midnight.</summary>
internal static class SomeWindows
{
    public const int Day = 1440;

    public const string Function = "aws/123456789012/eu-west-1/checkout";

    public static DateTimeOffset Midnight { get; } = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);

    public static FunctionWindow Empty(int minute) => new(Function, Midnight.AddMinutes(minute));

    /// <summary>A minute with calls, of which some failed, were refused or started an instance.</summary>
    public static FunctionWindow Calls(int minute, long calls, long errors = 0, long denied = 0, long cold = 0, double durationMs = 120, string? caller = null)
    {
        var window = Empty(minute);
        Add(window, calls - errors - denied - cold, Outcome.Ok);
        Add(window, errors, Outcome.Error);
        Add(window, denied, Outcome.Denied);
        Add(window, cold, Outcome.Ok, isCold: true);
        return window;

        void Add(FunctionWindow target, long count, Outcome outcome, bool isCold = false)
        {
            if (count > 0)
            {
                target.Add(Call(minute) with
                {
                    Count = count, DurationMs = durationMs, Outcome = outcome, ColdStart = isCold, Caller = new Caller { Principal = caller },
                });
            }
        }
    }

    /// <summary>A minute in which each of so many callers calls once.</summary>
    public static FunctionWindow CallersOf(int minute, IEnumerable<string> callers)
    {
        var window = Empty(minute);
        foreach (var caller in callers)
        {
            window.Add(Call(minute) with { Caller = new Caller { Principal = caller } });
        }

        return window;
    }

    public static Invocation Call(int minute) => new() { Function = Function, Start = Midnight.AddMinutes(minute), SpanMs = 60_000, Outcome = Outcome.Ok };
}
