using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Quality.Simulator;

/// <summary>What the stages told of a simulation.</summary>
/// <param name="Anomalies">Every anomaly, also those too weak for an incident.</param>
/// <param name="Incidents">Every incident that was not merged into another one.</param>
/// <param name="Windows">Minutes of functions judged.</param>
internal sealed record PlayedTelemetry(IReadOnlyList<Anomaly> Anomalies, IReadOnlyList<Incident> Incidents, long Windows)
{
    /// <summary>Leads a simulation through all stages, as canonical JSON. Throws <see cref="InvalidDataException"/> where a line is refused.</summary>
    public static async Task<PlayedTelemetry> Of(Simulation simulation, DetectorOptions? detector, CancellationToken cancellationToken)
    {
        using var route = new ReplayRoute(detector);
        foreach (var minute in simulation.Lines())
        {
            var read = CanonicalLines.Read(minute.Span);
            if (read.RejectedCount > 0)
            {
                throw new InvalidDataException($"A simulated line was refused: {read.Rejections[0].Reason}");
            }

            await route.TakeAsync(Sources.Invocations, read.Records, cancellationToken).ConfigureAwait(false);
        }

        await route.CloseAsync(cancellationToken).ConfigureAwait(false);
        return new PlayedTelemetry(
            [.. route.Anomalies.Where(anomaly => anomaly.Phase != AnomalyPhase.Withdrawn)],
            [.. route.Incidents.Where(incident => incident.MergedInto is null)],
            route.Counts.Windows);
    }
}
