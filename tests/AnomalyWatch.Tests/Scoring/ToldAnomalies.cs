using System.Text;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>What was told, as the text that travels: two runs that told the same told it byte for byte.</summary>
internal static class ToldAnomalies
{
    /// <summary>Leads records through a fold and gives what it told of them.</summary>
    public static List<Anomaly> Of(ScoringFold fold, IEnumerable<Stamped<TelemetryRecord>> log)
    {
        var told = new List<Anomaly>();
        foreach (var record in log)
        {
            fold.Apply(record, told);
        }

        return told;
    }

    /// <summary>Anomalies one behind the other, as JSON.</summary>
    public static string AsText(this IEnumerable<Anomaly> told)
    {
        using var buffer = new MemoryStream();
        foreach (var anomaly in told)
        {
            using var json = new Utf8JsonWriter(buffer);
            AnomalyJson.Write(json, anomaly);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
