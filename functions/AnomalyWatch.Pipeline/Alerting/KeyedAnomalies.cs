using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Everything in memory about one key.</summary>
internal sealed class KeyedAnomalies(string key)
{
    // As many as the options allow at most, whatever they say now.
    private const int MostAnomalies = 10_000;

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

    public void Write(StateWriter writer)
    {
        writer.Count(LeftOut);
        writer.TimeOrNone(Due);
        writer.Flag(Before is not null);
        if (Before is not null)
        {
            writer.Time(Before.FirstSeen);
            writer.Time(Before.LastSeen);
        }

        var places = new Dictionary<Anomaly, int>(ReferenceEqualityComparer.Instance);
        writer.Count(Anomalies.Count);
        foreach (var anomaly in Anomalies.Values)
        {
            places.Add(anomaly, places.Count);
            StateJson.Write(writer, anomaly, AnomalyJson.Write);
        }

        // One that was never put out was left behind by a fault; it is named anew when its key is looked at again.
        var told = Told.Where(incident => incident.Last is not null).ToList();
        writer.Count(told.Count);
        foreach (var incident in told)
        {
            incident.Write(writer, places);
        }
    }

    /// <summary>Reads what is known of a key; of no use where the reader has failed.</summary>
    public static KeyedAnomalies Read(ref StateReader reader, string key)
    {
        var keyed = new KeyedAnomalies(key) { LeftOut = (int)reader.Count(int.MaxValue), Due = reader.TimeOrNone() };
        if (reader.Flag())
        {
            keyed.Before = new ForgottenStretch(reader.Time(), reader.Time());
        }

        var anomalies = reader.Items(MostAnomalies);
        var places = new List<Anomaly>(anomalies);
        for (var i = 0; i < anomalies; i++)
        {
            if (ReadAnomaly(ref reader) is not { } anomaly || !keyed.Anomalies.TryAdd(anomaly.Id, anomaly))
            {
                reader.Fail();
                return keyed;
            }

            places.Add(anomaly);
        }

        var told = reader.Items(MostAnomalies);
        for (var i = 0; i < told && ToldIncident.Read(ref reader, places) is { } incident; i++)
        {
            keyed.Told.Add(incident);
        }

        return keyed;
    }

    public static Anomaly? ReadAnomaly(ref StateReader reader) =>
        StateJson.Read(ref reader, FindingCodec.MaxBytes, static json => AnomalyJson.Read(json));
}
