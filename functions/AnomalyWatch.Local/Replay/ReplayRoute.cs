using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Local.Replay;

/// <summary>All stages on recorded time in memory, without storage or network, always in the same order. Not safe for concurrent use.</summary>
internal sealed class ReplayRoute : IDisposable
{
    private const int MaxIncidents = 1_000_000;

    private readonly MemoryIncidentStore _store = new(MaxIncidents);
    private readonly FindingsListener _listener;
    private readonly InMemoryHub _invocations;
    private readonly InMemoryHub _findings;
    private readonly InvocationPipeline _pipeline;
    private readonly ReplayStates? _states;

    /// <summary>Begins with nothing known. <paramref name="detector"/> is null for the settings that are shipped.</summary>
    public ReplayRoute(DetectorOptions? detector = null)
        : this(states: null, detector)
    {
    }

    private ReplayRoute(ReplayStates? states, DetectorOptions? detector = null)
    {
        _states = states;
        _invocations = new InMemoryHub(HubNames.Invocations, 8, TimeProvider.System, states?.Invocations);
        _findings = new InMemoryHub(HubNames.Findings, 4, TimeProvider.System, states?.Findings);
        _listener = new FindingsListener(_findings);
        _pipeline = new InvocationPipeline(
            _invocations,
            _findings,
            _store,
            new Detector(detector ?? new DetectorOptions(), ScoringModel.Default),
            new PipelineOptions(ClockMode.Record, $"door-{states?.Run ?? 0}", TimeProvider.System, states?.Keeping));
    }

    /// <summary>Goes on from what an earlier replay has learned; keeps what this one learns at its end.</summary>
    /// <exception cref="InvalidDataException">What was kept cannot be gone on from.</exception>
    public static async Task<ReplayRoute> ResumeAsync(ReplayStates states, CancellationToken cancellationToken)
    {
        var route = new ReplayRoute(states);
        try
        {
            await route._pipeline.ResumeAsync(cancellationToken).ConfigureAwait(false);
            return route._pipeline.Restored == states.Begun
                ? route
                : throw new InvalidDataException($"Of {states.Begun} states that were kept, {route._pipeline.Restored} are sound. Begin anew with another folder.");
        }
        catch (SnapshotRefusedException refused)
        {
            route.Dispose();
            throw new InvalidDataException(refused.Message, refused);
        }
        catch
        {
            route.Dispose();
            throw;
        }
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

    /// <summary>
    /// Says that the input has ended, so that the last minutes are judged. What is kept is kept before: later files go on as if these had not ended.
    /// </summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_states is not null)
        {
            await _pipeline.KeepAsync(cancellationToken).ConfigureAwait(false);
            await _states.CommitAsync(_invocations, _findings, cancellationToken).ConfigureAwait(false);
        }

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
