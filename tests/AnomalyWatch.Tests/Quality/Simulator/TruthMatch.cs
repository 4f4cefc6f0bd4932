using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Quality.Simulator;

/// <summary>Whether an anomaly tells of something that happened.</summary>
internal static class TruthMatch
{
    /// <summary>How long after a run its consequences are still no false alert.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromHours(1);

    /// <summary>Whether it was told during a run, or so soon after it that the run counts as found, and names one of its functions, apps or callers.</summary>
    public static bool Tells(Anomaly anomaly, ScenarioTruth run) =>
        anomaly.DetectedAt >= run.Start && anomaly.DetectedAt <= run.End.AddMinutes(run.AllowanceMinutes) && Names(anomaly, run);

    /// <summary>Whether it may be a consequence of a run, so that nobody can call it false.</summary>
    public static bool MayComeFrom(Anomaly anomaly, ScenarioTruth run) =>
        anomaly.WindowEnd > run.Start && anomaly.DetectedAt <= run.End.AddMinutes(run.AllowanceMinutes) + Aftermath && Names(anomaly, run);

    /// <summary>What kind of benign event it came with; null for none.</summary>
    public static string? Benign(Anomaly anomaly, SimulationTruth truth) =>
        truth.Benign.FirstOrDefault(benign => benign.Functions.Contains(anomaly.Function) && Covers(benign, anomaly))?.Kind;

    private static bool Names(Anomaly anomaly, ScenarioTruth run) =>
        run.Functions.Contains(anomaly.Function)
        || (anomaly.Principal is { } principal && run.Principals.Contains(principal))
        || run.Prefixes.Any(prefix => anomaly.Function.StartsWith(prefix, StringComparison.Ordinal));

    private static bool Covers(BenignTruth benign, Anomaly anomaly)
    {
        var since = (anomaly.WindowEnd - benign.Start).TotalMinutes;
        return since > 0 && (benign.EveryMinutes > 0 ? (since - 1) % benign.EveryMinutes : since) < benign.Minutes + 5;
    }
}
