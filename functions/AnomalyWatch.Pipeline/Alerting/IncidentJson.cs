using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>An incident as JSON, the same in the table, the API and a replay's output. What is written reads back equal.</summary>
public static class IncidentJson
{
    /// <summary>The most anomalies read; more than any fold keeps.</summary>
    public const int MaxAnomalies = 1000;

    private const int MaxFunctions = 1000;
    private const int MaxKeyLength = (2 * AnomalyJson.MaxNameLength) + 64;
    private const int MaxTextLength = 16 * 1024;
    private const int MaxDepth = 16;

    /// <summary>Writes an incident as one object.</summary>
    public static void Write(Utf8JsonWriter json, Incident incident)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(incident);
        json.WriteStartObject();
        json.WriteString("id", incident.Id);
        json.WriteString("status", CamelCase.Name(incident.Status));
        json.WriteString("severity", CamelCase.Name(incident.Severity));
        json.WriteNumber("confidence", incident.Confidence);
        json.WriteString("kind", incident.Kind);
        json.WriteString("key", incident.Key);
        json.WriteString("title", incident.Title);
        json.WriteString("explanation", incident.Explanation);
        json.WriteStartArray("functions");
        foreach (var function in incident.Functions)
        {
            json.WriteStringValue(function);
        }

        json.WriteEndArray();
        json.WriteString("firstSeen", Rfc3339.Format(incident.FirstSeen));
        json.WriteString("lastSeen", Rfc3339.Format(incident.LastSeen));
        json.WriteString("detectedAt", Rfc3339.Format(incident.DetectedAt));
        if (incident.ResolvedAt is { } resolvedAt)
        {
            json.WriteString("resolvedAt", Rfc3339.Format(resolvedAt));
        }

        if (incident.MergedInto is not null)
        {
            json.WriteString("mergedInto", incident.MergedInto);
        }

        json.WriteStartArray("anomalies");
        foreach (var anomaly in incident.Anomalies)
        {
            AnomalyJson.Write(json, anomaly);
        }

        json.WriteEndArray();
        if (incident.AnomaliesLeftOut > 0)
        {
            json.WriteNumber("anomaliesLeftOut", incident.AnomaliesLeftOut);
        }

        json.WriteEndObject();
    }

    /// <summary>An incident as UTF-8 JSON without line breaks.</summary>
    public static byte[] ToUtf8Bytes(Incident incident)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, incident);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an incident. Throws <see cref="FormatException"/>, which names the property and never its content.</summary>
    public static Incident Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            // Its own message would quote what stands there, so neither it nor the exception goes on.
            throw new FormatException($"Not valid JSON (byte {exception.BytePositionInLine ?? 0} of line {(exception.LineNumber ?? 0) + 1}).");
        }
    }

    internal static Incident Read(JsonElement element)
    {
        var json = new JsonObjectReader(element);
        return new Incident
        {
            Id = json.HexId("id"),
            Status = json.Member<IncidentStatus>("status"),
            Severity = json.Member<Severity>("severity"),
            Confidence = json.Number("confidence", 0, 1),
            Kind = json.Text("kind", 64),
            Key = json.Text("key", MaxKeyLength),
            Title = json.Text("title", MaxTextLength),
            Explanation = json.Text("explanation", MaxTextLength),
            Functions = json.List("functions", MaxFunctions, (name, path) => JsonObjectReader.TextElement(name, path, AnomalyJson.MaxNameLength)),
            FirstSeen = json.Time("firstSeen"),
            LastSeen = json.Time("lastSeen"),
            DetectedAt = json.Time("detectedAt"),
            ResolvedAt = json.OptionalTime("resolvedAt"),
            MergedInto = json.Optional("mergedInto") is null ? null : json.HexId("mergedInto"),
            Anomalies = json.List("anomalies", MaxAnomalies, AnomalyJson.Read),
            AnomaliesLeftOut = json.OptionalInteger("anomaliesLeftOut", 0),
        };
    }
}
