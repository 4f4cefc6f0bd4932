using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// How many functions this process's folds hold in memory, <c>anomalywatch.scoring.functions_in_memory</c>, and how many they only know where to find,
/// <c>anomalywatch.scoring.functions_idle</c>; and how many times something new about a caller found no room, <c>anomalywatch.scoring.caller_values_left_out</c>. A fold counts as long as somebody has it.
/// </summary>
internal static class FunctionGauges
{
    private static readonly Meter Meter = new("AnomalyWatch");
    private static readonly ConditionalWeakTable<ScoringFold, object> Folds = [];

    static FunctionGauges()
    {
        Meter.CreateObservableGauge("anomalywatch.scoring.functions_in_memory", () => Folds.Sum(fold => (long)fold.Key.Functions.InMemory), "{function}");
        Meter.CreateObservableGauge("anomalywatch.scoring.functions_idle", () => Folds.Sum(fold => (long)fold.Key.Functions.Idle), "{function}");
        Meter.CreateObservableGauge("anomalywatch.scoring.caller_values_left_out", () => Folds.Sum(fold => fold.Key.CallerValuesLeftOut), "{value}");
    }

    /// <summary>Counts a fold's functions from now on.</summary>
    public static void Add(ScoringFold fold) => Folds.Add(fold, Folds);
}
