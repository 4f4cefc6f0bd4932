using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>An incident that has been put out, and what keeps its id where it is.</summary>
internal sealed class ToldIncident(string id, string anchor)
{
    private const int MaxIdBytes = 64;
    private const int MaxIncidentBytes = 16 * 1024 * 1024;

    public string Id { get; } = id;

    /// <summary>The anomaly by which the incident is recognised; the one that gave it its id, unless that one was withdrawn.</summary>
    public string Anchor { get; set; } = anchor;

    /// <summary>Its state as last put out; null only until then.</summary>
    public Incident? Last { get; set; }

    /// <summary>Whether it was merged away or withdrawn. It comes back to life where its anomalies stand alone again.</summary>
    public bool IsGone { get; set; }

    /// <summary>The causes named so far, since changes leave memory sooner than a long incident.</summary>
    public IReadOnlyList<Change> Causes { get; set; } = [];

    /// <summary>Writes it as last put out. Most of its anomalies are still those of its key, so they are written as their place there.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="places">The anomalies of its key, by reference.</param>
    public void Write(StateWriter writer, IReadOnlyDictionary<Anomaly, int> places)
    {
        writer.Text(Anchor);
        writer.Flag(IsGone);
        writer.Count(Causes.Count);
        foreach (var cause in Causes)
        {
            RecentChanges.Write(writer, cause);
        }

        StateJson.Write(writer, Last! with { Anomalies = [] }, IncidentJson.Write);
        writer.Count(Last.Anomalies.Count);
        foreach (var anomaly in Last.Anomalies)
        {
            var isKept = places.TryGetValue(anomaly, out var place);
            writer.Count(isKept ? place + 1 : 0);
            if (!isKept)
            {
                StateJson.Write(writer, anomaly, AnomalyJson.Write);
            }
        }
    }

    /// <summary>Reads it; null where it cannot be, and the reader has failed then.</summary>
    public static ToldIncident? Read(ref StateReader reader, List<Anomaly> places)
    {
        var anchor = reader.Text(MaxIdBytes);
        var isGone = reader.Flag();
        var causes = new Change?[reader.Items(PossibleCause.MaxNamed)];
        for (var i = 0; i < causes.Length; i++)
        {
            causes[i] = RecentChanges.Read(ref reader);
        }

        var last = StateJson.Read(ref reader, MaxIncidentBytes, IncidentJson.Read);
        var members = new Anomaly?[reader.Items(IncidentJson.MaxAnomalies)];
        for (var i = 0; i < members.Length; i++)
        {
            var place = (int)reader.Count(places.Count);
            members[i] = place > 0 ? places[place - 1] : KeyedAnomalies.ReadAnomaly(ref reader);
        }

        return reader.Failed ? null : new ToldIncident(last!.Id, anchor) { Last = last with { Anomalies = members! }, IsGone = isGone, Causes = causes! };
    }
}
