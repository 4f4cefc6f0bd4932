using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>An incident that has been put out, and what keeps its id where it is.</summary>
internal sealed class ToldIncident(string id, string anchor)
{
    public string Id { get; } = id;

    /// <summary>The anomaly by which the incident is recognised; the one that gave it its id, unless that one was withdrawn.</summary>
    public string Anchor { get; set; } = anchor;

    /// <summary>Its state as last put out; null only until then.</summary>
    public Incident? Last { get; set; }

    /// <summary>Whether it was merged away or withdrawn. It comes back to life where its anomalies stand alone again.</summary>
    public bool IsGone { get; set; }

    /// <summary>The causes named so far, since changes leave memory sooner than a long incident.</summary>
    public IReadOnlyList<Change> Causes { get; set; } = [];
}
