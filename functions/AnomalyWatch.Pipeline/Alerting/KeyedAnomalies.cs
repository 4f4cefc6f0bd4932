using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Everything in memory about one key.</summary>
internal sealed class KeyedAnomalies(string key)
{
    public string Key { get; } = key;

    /// <summary>By id; withdrawn ones stay for a while, so that a replayed sighting does not bring them back.</summary>
    public SortedDictionary<string, Anomaly> Anomalies { get; } = new(StringComparer.Ordinal);

    public List<ToldIncident> Told { get; } = [];

    /// <summary>How many anomalies found no room.</summary>
    public int LeftOut { get; set; }

    /// <summary>The last told segment that has left memory.</summary>
    public ForgottenStretch? Before { get; set; }

    /// <summary>When the scorers' clock alone will change something here; null for never.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>Whether the partition's number of told keys includes this one.</summary>
    public bool IsCountedTold { get; set; }

    public bool IsEmpty => Anomalies.Count == 0 && Told.Count == 0;
}
