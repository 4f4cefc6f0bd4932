using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Replay;

/// <summary>A second reader of the hub <c>findings</c>, which keeps every anomaly, also those too weak to become an incident.</summary>
internal sealed class FindingsListener : IFold<Finding, Anomaly>
{
    /// <summary>How many anomalies are kept; a replay with more has no use for a list of them.</summary>
    public const int MaxAnomalies = 1_000_000;

    private readonly Dictionary<string, Anomaly> _anomalies = new(StringComparer.Ordinal);
    private readonly PartitionRunner<Finding, Anomaly>[] _runners;

    /// <summary>Listens from the beginning of the hub.</summary>
    public FindingsListener(IInvocationHub findings)
    {
        var input = new PartitionInput<Finding>(new FindingCodec(), finding => finding.Change?.Time ?? finding.Anomaly!.DetectedAt);
        _runners = [.. Enumerable.Range(0, findings.PartitionCount).Select(p => new PartitionRunner<Finding, Anomaly>(findings, p, input, () => this))];
    }

    /// <summary>The anomalies so far, by first window and id.</summary>
    public IReadOnlyList<Anomaly> Anomalies =>
        [.. _anomalies.Values.OrderBy(anomaly => anomaly.WindowStart).ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal)];

    /// <summary>Takes what is in the hub now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        foreach (var runner in _runners)
        {
            await runner.CatchUpAsync((_, _) => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Apply(in Stamped<Finding> record, ICollection<Anomaly> outputs)
    {
        if (record.IsTick || record.Record.Anomaly is not { } seen)
        {
            return;
        }

        if (_anomalies.TryGetValue(seen.Id, out var known))
        {
            _anomalies[seen.Id] = AnomalyUnion.Of(known, seen);
        }
        else if (_anomalies.Count < MaxAnomalies)
        {
            _anomalies.Add(seen.Id, seen);
        }
    }

    /// <inheritdoc/>
    public void Lose(in LostStretch lost, ICollection<Anomaly> outputs)
    {
        // Nothing of a hub in memory is lost.
    }
}
