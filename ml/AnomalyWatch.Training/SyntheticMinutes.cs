using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Training;

/// <summary>
/// Minutes of a function around real counts. What the traces do not tell is made up, the same for the same seed: an execution time that is
/// log-normal and slows down a little when the function is busy, failures of a few per thousand that come in clusters, a cold start after a
/// quiet spell, and a handful of callers.
/// </summary>
internal sealed class SyntheticMinutes(Trace trace, int seed)
{
    private const int QuietMinutesToColdStart = 10;

    /// <summary>Many invocations of a minute are added as so many groups.</summary>
    private const int Groups = 12;

    private readonly Random _random = new(seed);
    private int _quiet;
    private double _trouble;

    /// <summary>The minutes in order.</summary>
    public IEnumerable<FunctionWindow> All(DateTimeOffset from)
    {
        var median = Math.Exp(3.5 + (1.5 * Normal()));
        var spread = 0.3 + (0.4 * _random.NextDouble());
        var failing = 0.008 * _random.NextDouble();
        var callers = 1 + _random.Next(12);
        var usual = Math.Max(1, trace.Counts.Average());
        for (var minute = 0; minute < trace.Counts.Length; minute++)
        {
            var window = new FunctionWindow(trace.Name, from.AddMinutes(minute));
            _trouble = Math.Max(0, (0.9 * _trouble) + (_random.NextDouble() < 0.004 ? 4 : 0));
            var busy = Math.Pow(1 + (trace.Counts[minute] / usual), 0.1);
            Fill(window, trace.Counts[minute], median * busy, spread, failing * (1 + _trouble), callers);
            yield return window;
        }
    }

    private void Fill(FunctionWindow window, int count, double median, double spread, double failing, int callers)
    {
        var isWaking = _quiet >= QuietMinutesToColdStart;
        _quiet = count == 0 ? _quiet + 1 : 0;
        for (var group = 0; group < Math.Min(count, Groups); group++)
        {
            // The first groups take what does not divide evenly.
            var size = (count / Math.Min(count, Groups)) + (group < count % Math.Min(count, Groups) ? 1 : 0);
            var failed = Failed(size, failing);
            Add(window, size - failed, Outcome.Ok, isWaking && group == 0);
            Add(window, failed, Outcome.Error, isCold: false);
        }

        void Add(FunctionWindow target, int size, Outcome outcome, bool isCold)
        {
            if (size > 0)
            {
                target.Add(new Invocation
                {
                    Function = target.Function,
                    Start = target.Start,
                    Count = size,
                    SpanMs = 60_000,
                    DurationMs = median * Math.Exp(spread * Normal()) * (isCold ? 4 : 1),
                    Outcome = outcome,
                    ColdStart = isCold,
                    Caller = new Caller { Principal = $"caller-{_random.Next(callers)}" },
                });
            }
        }
    }

    private int Failed(int size, double share)
    {
        var mean = size * Math.Min(0.5, share);
        return (int)mean + (_random.NextDouble() < mean - Math.Floor(mean) ? 1 : 0);
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
