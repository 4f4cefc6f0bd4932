using System.Globalization;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Quality.Simulator;

/// <summary>How well the stages did at a simulation: what they found, and what they told for nothing.</summary>
/// <param name="Runs">What became of each run.</param>
/// <param name="FalseIncidents">Incidents that come from no run and no release, with what benign event they came with (empty for none).</param>
/// <param name="AtReleases">Incidents that come with a usual release: a true change, so not counted as false.</param>
/// <param name="HundredFunctionWeeks">The exposure.</param>
internal sealed record SimulatorScore(
    IReadOnlyList<RunResult> Runs, IReadOnlyList<(Incident Incident, string Benign)> FalseIncidents, int AtReleases, double HundredFunctionWeeks)
{
    /// <summary>The share of runs that were found.</summary>
    public double Recall => Runs.Count == 0 ? 0 : (double)Runs.Count(run => run.IsFound) / Runs.Count;

    /// <summary>False incidents per 100 functions and week.</summary>
    public double FalseRate => FalseIncidents.Count / HundredFunctionWeeks;

    /// <summary>Scores what was told.</summary>
    /// <param name="truth">What happened.</param>
    /// <param name="played">What was told.</param>
    /// <param name="calm">What was told of the same fleet when nothing happened: what is told then too finds nothing. Null where that is not known.</param>
    /// <param name="low">What was told with lower thresholds, to say how near the runs came that were not found. Null where that is not known.</param>
    public static SimulatorScore Of(SimulationTruth truth, PlayedTelemetry played, PlayedTelemetry? calm, PlayedTelemetry? low)
    {
        var chance = calm?.Anomalies.Select(anomaly => anomaly.Id).ToHashSet(StringComparer.Ordinal) ?? [];
        var runs = truth.Runs.Select(run => Judge(run, played, chance, low)).ToList();
        var others = played.Incidents
            .Where(incident => !incident.Anomalies.Any(anomaly => truth.Runs.Any(run => TruthMatch.MayComeFrom(anomaly, run))))
            .Select(incident => (Incident: incident, Benign: incident.Anomalies.Select(anomaly => TruthMatch.Benign(anomaly, truth)).FirstOrDefault(kind => kind is not null) ?? ""))
            .ToList();
        return new SimulatorScore(runs, [.. others.Where(other => other.Benign != "release")], others.Count(other => other.Benign == "release"), truth.FunctionWeeks / 100);
    }

    /// <summary>The largest share of runs that can be found with at most so many false incidents, by telling only the incidents above a strength.</summary>
    /// <param name="truth">What happened.</param>
    /// <param name="low">What was told with lower thresholds.</param>
    /// <param name="calm">See <see cref="Of"/>.</param>
    /// <param name="mostFalse">The most false incidents per 100 functions and week.</param>
    public static SimulatorScore AtBudget(SimulationTruth truth, PlayedTelemetry low, PlayedTelemetry? calm, double mostFalse)
    {
        var all = Of(truth, low, calm, low: null);
        var allowed = (int)Math.Floor(mostFalse * all.HundredFunctionWeeks);
        var strengths = all.FalseIncidents.Select(pair => Strength(pair.Incident)).OrderDescending().ToList();
        var above = strengths.Count > allowed ? strengths[allowed] : default;
        return Of(truth, low with { Incidents = [.. low.Incidents.Where(incident => Strength(incident).CompareTo(above) > 0)] }, calm, low: null);
    }

    /// <summary>How far an incident's strongest anomaly is above its threshold, as a ratio; of equal ones, since scores are capped, how much there is of it altogether.</summary>
    public static (double Strongest, double Sum) Strength(Incident incident)
    {
        var ratios = incident.Anomalies.Select(anomaly => anomaly.Weight * anomaly.Score / anomaly.Threshold).ToList();
        return (Math.Round(ratios.Max(), 6), ratios.Sum());
    }

    private static RunResult Judge(ScenarioTruth run, PlayedTelemetry played, HashSet<string> chance, PlayedTelemetry? low)
    {
        bool Tells(Anomaly anomaly) => TruthMatch.Tells(anomaly, run) && !chance.Contains(anomaly.Id);
        TimeSpan? delay = null;
        foreach (var incident in played.Incidents)
        {
            foreach (var anomaly in incident.Anomalies.Where(Tells))
            {
                // An anomaly that joined an incident was told when it was seen, one that was too weak alone when the incident opened.
                var told = (anomaly.DetectedAt > incident.DetectedAt ? anomaly.DetectedAt : incident.DetectedAt) - run.Start;
                delay = delay is { } earlier && earlier <= told ? delay : told;
            }
        }

        var seen = played.Anomalies.Where(Tells).ToList();
        var nearest = seen.Concat(low?.Anomalies.Where(Tells) ?? []).MaxBy(anomaly => anomaly.Score);
        return new RunResult(run, delay, seen.Count > 0, nearest is null ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"{nearest.Kind} {nearest.Score:0.0} (weight {nearest.Weight:0.0#})"));
    }
}
