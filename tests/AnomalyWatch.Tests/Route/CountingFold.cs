using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Route;

/// <summary>The first fold, with a count of how often it was given each record.</summary>
internal sealed class CountingFold(ScoringFold fold) : IFold<TelemetryRecord, Anomaly>
{
    /// <summary>How often each record came, by its id.</summary>
    public Dictionary<RecordId, int> Seen { get; } = [];

    /// <summary>What the fold itself counts.</summary>
    public ScoringCounts Counts => fold.Counts;

    /// <inheritdoc/>
    public void Apply(in Stamped<TelemetryRecord> record, ICollection<Anomaly> outputs)
    {
        if (!record.IsTick)
        {
            var id = record.Record.Invocation.Id;
            Seen[id] = Seen.GetValueOrDefault(id) + 1;
        }

        fold.Apply(record, outputs);
    }
}
