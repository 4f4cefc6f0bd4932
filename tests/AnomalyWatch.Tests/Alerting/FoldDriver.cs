using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Alerting;

/// <summary>Drives a fold by hand and keeps the newest state of every incident, as a store does.</summary>
internal sealed class FoldDriver(AlertingOptions? options = null)
{
    private readonly AlertingFold _fold = new(options ?? new AlertingOptions());
    private readonly SortedDictionary<string, Incident> _incidents = new(StringComparer.Ordinal);

    /// <summary>The newest state of every incident told.</summary>
    public IReadOnlyList<Incident> All => [.. _incidents.Values.OrderBy(incident => incident.FirstSeen).ThenBy(incident => incident.Id, StringComparer.Ordinal)];

    /// <summary>Those that hold anomalies.</summary>
    public IReadOnlyList<Incident> Live => [.. All.Where(incident => incident.Anomalies.Count > 0)];

    /// <summary>How many anomalies the fold holds.</summary>
    public int AnomalyCount => _fold.AnomalyCount;

    /// <summary>What the last record or tick put out.</summary>
    public List<Incident> Outputs { get; } = [];

    public FoldDriver See(params Anomaly[] anomalies)
    {
        foreach (var anomaly in anomalies)
        {
            Apply(new Stamped<Finding>(anomaly.DetectedAt, "scoring/0", false, new Finding(anomaly)));
        }

        return this;
    }

    public FoldDriver See(Change change) => Apply(new Stamped<Finding>(change.Time, "azure-monitor", false, new Finding(change)));

    /// <summary>A tick of a scoring partition, in minutes from noon.</summary>
    public FoldDriver Tick(int minute, int scorer = 0) =>
        Apply(new Stamped<Finding>(Some.Noon.AddMinutes(minute), $"scoring/{scorer}", true, default));

    public FoldDriver Apply(Stamped<Finding> record)
    {
        Outputs.Clear();
        _fold.Apply(record, Outputs);
        foreach (var incident in Outputs)
        {
            _incidents[incident.Id] = incident;
        }

        return this;
    }
}
