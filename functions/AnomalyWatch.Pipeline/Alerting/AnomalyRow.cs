using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Pipeline.Scoring;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>An anomaly as a row of its month's table, for those who look for anomalies rather than incidents.</summary>
internal static class AnomalyRow
{
    /// <summary>The column that names the incident.</summary>
    public const string IncidentId = "IncidentId";

    public static TableEntity Write(RowPlace place, Anomaly anomaly, string incidentId)
    {
        var entity = new TableEntity(place.PartitionKey, place.RowKey)
        {
            ["AnomalyId"] = anomaly.Id,
            [IncidentId] = incidentId,
            ["Function"] = anomaly.Function,
            ["Kind"] = CamelCase.Name(anomaly.Kind),
            ["Phase"] = CamelCase.Name(anomaly.Phase),
            ["Signal"] = CamelCase.Name(anomaly.Signal),
            ["WindowStart"] = anomaly.WindowStart.ToUniversalTime(),
            ["WindowEnd"] = anomaly.WindowEnd.ToUniversalTime(),
            ["Observed"] = anomaly.Observed,
            ["ExpectedLow"] = anomaly.ExpectedLow,
            ["ExpectedHigh"] = anomaly.ExpectedHigh,
            ["Score"] = anomaly.Score,
            ["Threshold"] = anomaly.Threshold,
        };
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            AnomalyJson.Write(json, anomaly);
        }

        PackedJson.Put(entity, PackedJson.TryPack(buffer.WrittenSpan) ?? throw new InvalidDataException("An anomaly is longer than a table row."));
        return entity;
    }
}
