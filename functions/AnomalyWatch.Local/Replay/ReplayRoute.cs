using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Replay;

/// <summary>All stages on recorded time in memory, without storage or network, always in the same order. Not safe for concurrent use.</summary>
internal sealed class ReplayRoute : IDisposable
{
    private const int MaxIncidents = 1_000_000;

    private readonly MemoryIncidentStore _store = new(MaxIncidents);
    private readonly FindingsListener _listener;
    private readonly InvocationPipeline _pipeline;

    /// <summary>Begins with nothing known. <paramref name="detector"/> is null for the settings that are shipped.</summary>
    public ReplayRoute(DetectorOptions? detector = null)
    {
        var findings = new InMemoryHub(HubNames.Findings, 4, TimeProvider.System);
        _listener = new FindingsListener(findings);
        _pipeline = new InvocationPipeline(
            new InMemoryHub(HubNames.Invocations, 8, TimeProvider.System),
            findings,
            _store,
            new Detector(detector ?? new DetectorOptions(), ScoringModel.Default),
            new PipelineOptions(ClockMode.Record, "door", TimeProvider.System));
    }

    /// <summary>Every anomaly so far, by first window and id.</summary>
    public IReadOnlyList<Anomaly> Anomalies => _listener.Anomalies;

    /// <summary>Every incident so far, the one first seen earliest first.</summary>
    public IReadOnlyList<Incident> Incidents => _store.All();

    /// <summary>What the first fold has done.</summary>
    public ScoringCounts Counts => _pipeline.Counts;

    /// <summary>Leads records through all stages.</summary>
    public async Task TakeAsync(string source, IReadOnlyList<TelemetryRecord> records, CancellationToken cancellationToken)
    {
        await _pipeline.PublishAsync(source, records, DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
        await DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that the input has ended, so that the last minutes are judged.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _pipeline.CloseClockAsync(cancellationToken).ConfigureAwait(false);
        await DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _pipeline.DrainAsync(cancellationToken).ConfigureAwait(false);
        await _listener.CatchUpAsync(cancellationToken).ConfigureAwait(false);
    }
}
