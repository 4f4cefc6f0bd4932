using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting.Summaries;

/// <summary>One caller who is new to, or refused by, many functions of an account within an hour: who tries door after door.</summary>
internal static class FanOutRule
{
    /// <summary>The fan-outs among the anomalies of one caller, which must be in the order of their first window.</summary>
    public static IEnumerable<Anomaly> Of(IReadOnlyList<Anomaly> sorted, AlertingOptions options)
    {
        var doors = sorted.Where(anomaly => anomaly.Kind is AnomalyKind.NewCaller or AnomalyKind.UnusualCaller or AnomalyKind.Denied).ToList();
        var (from, end) = (0, -1);
        var run = new List<Anomaly>();
        for (var i = 0; i < doors.Count; i++)
        {
            while (doors[i].WindowStart - doors[from].WindowStart > options.FanOutSpan)
            {
                from++;
            }

            if (Functions(doors, from, i) < options.FanOutFunctions)
            {
                continue;
            }

            // Hours that overlap are one fan-out.
            if (run.Count > 0 && from > end)
            {
                yield return Sum(run, options);
                run = [];
            }

            run.AddRange(doors.Take(i + 1).Skip(Math.Max(from, run.Count == 0 ? 0 : end + 1)));
            end = i;
        }

        if (run.Count > 0)
        {
            yield return Sum(run, options);
        }
    }

    private static int Functions(List<Anomaly> doors, int from, int to) =>
        doors.Skip(from).Take(to - from + 1).Select(door => door.Function).Distinct(StringComparer.Ordinal).Count();

    private static Anomaly Sum(List<Anomaly> run, AlertingOptions options) =>
        Summary.Of(AnomalyKind.FanOut, FunctionName.Account(run[0].Function), run, options.FanOutFunctions);
}
