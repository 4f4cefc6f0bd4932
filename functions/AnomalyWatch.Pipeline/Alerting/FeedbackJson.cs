using System.Text.Json;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Answers as JSON.</summary>
public static class FeedbackJson
{
    /// <summary>The longest body of an answer, in bytes.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Reads <c>{"answer":"expected"|"noise"|"real"}</c>; null for anything else.</summary>
    public static FeedbackAnswer? Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 4 });
            return new JsonObjectReader(document.RootElement).Member<FeedbackAnswer>("answer");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // The last is what a string that is no Unicode is answered with.
            return null;
        }
    }

    /// <summary>Writes an answer as one object.</summary>
    public static void Write(Utf8JsonWriter json, IncidentFeedback feedback)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(feedback);
        json.WriteStartObject();
        json.WriteString("incident", feedback.Incident);
        json.WriteString("answer", CamelCase.Name(feedback.Answer));
        json.WriteString("by", feedback.By);
        json.WriteString("at", Rfc3339.Format(feedback.At));
        json.WriteEndObject();
    }
}
