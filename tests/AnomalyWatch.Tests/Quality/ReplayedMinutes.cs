using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Quality;

/// <summary>Leads counts of minutes through all stages, as canonical aggregates.</summary>
internal static class ReplayedMinutes
{
    /// <summary>Replays functions, each given by its name and its counts of every minute from <paramref name="from"/> on; the caller disposes of the route.</summary>
    public static async Task<ReplayRoute> Of(IReadOnlyList<(string Function, int[] Counts)> functions, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var route = new ReplayRoute();
        for (var minute = 0; minute < functions.Max(function => function.Counts.Length); minute++)
        {
            await route.TakeAsync(Sources.Invocations, [.. Records(functions, from, minute)], cancellationToken);
        }

        await route.CloseAsync(cancellationToken);
        return route;
    }

    private static IEnumerable<TelemetryRecord> Records(IReadOnlyList<(string Function, int[] Counts)> functions, DateTimeOffset from, int minute)
    {
        foreach (var (function, counts) in functions)
        {
            if (minute < counts.Length && counts[minute] > 0)
            {
                yield return new TelemetryRecord(new Invocation
                {
                    Function = function,
                    Start = from.AddMinutes(minute),
                    SpanMs = 60_000,
                    Count = counts[minute],
                    Outcome = Outcome.Ok,
                });
            }
        }
    }
}
