using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>An incident as a row of its month's table: columns to filter by and to read by eye, and all of it as packed JSON.</summary>
internal static class IncidentRow
{
    public static TableEntity Write(RowPlace place, Incident incident)
    {
        var entity = new TableEntity(place.PartitionKey, place.RowKey)
        {
            ["IncidentId"] = incident.Id,
            ["Status"] = Status(incident.Status),
            ["Severity"] = incident.Severity.ToString(),
            ["Kind"] = incident.Kind,
            ["Title"] = incident.Title,
            ["Confidence"] = incident.Confidence,
            ["FirstSeen"] = incident.FirstSeen.ToUniversalTime(),
            ["LastSeen"] = incident.LastSeen.ToUniversalTime(),
            ["DetectedAt"] = incident.DetectedAt.ToUniversalTime(),
            ["IsMerged"] = incident.MergedInto is not null,
        };
        PackedJson.Put(entity, Fit(incident));
        return entity;
    }

    /// <summary>The incident of a row, or null where the row is damaged: one bad row must not hide the others, nor keep its own incident from being written anew.</summary>
    public static Incident? TryRead(TableEntity entity)
    {
        try
        {
            return IncidentJson.Read(PackedJson.Get(entity));
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            AlertingCounters.UnreadableRows.Add(1);
            return null;
        }
    }

    /// <summary>The rows that a query may want, as a filter for the service; which function is concerned is seen only in the JSON.</summary>
    public static string Filter(IncidentQuery query)
    {
        var filter = TableClient.CreateQueryFilter($"IsMerged eq {false}");
        if (query.Status is { } status)
        {
            filter += " and " + TableClient.CreateQueryFilter($"Status eq {Status(status)}");
        }

        if (query.Since is { } since)
        {
            filter += " and " + TableClient.CreateQueryFilter($"LastSeen ge {since.ToUniversalTime()}");
        }

        return filter;
    }

    private static string Status(IncidentStatus status) => status == IncidentStatus.Open ? "open" : "resolved";

    /// <summary>The packed incident; where it is too long for a row, without as many of its last anomalies as it takes.</summary>
    private static byte[] Fit(Incident incident)
    {
        for (var kept = incident.Anomalies.Count; kept > 0; kept /= 2)
        {
            var shortened = incident with
            {
                Anomalies = [.. incident.Anomalies.Take(kept)],
                AnomaliesLeftOut = incident.AnomaliesLeftOut + incident.Anomalies.Count - kept,
            };
            if (PackedJson.TryPack(IncidentJson.ToUtf8Bytes(shortened)) is { } packed)
            {
                return packed;
            }
        }

        return PackedJson.TryPack(IncidentJson.ToUtf8Bytes(incident with { Anomalies = [], AnomaliesLeftOut = incident.AnomaliesLeftOut + incident.Anomalies.Count }))
            ?? throw new InvalidDataException("An incident without its anomalies is longer than a table row.");
    }
}
