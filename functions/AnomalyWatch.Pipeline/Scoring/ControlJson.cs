using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// A control event as one line of JSON, which travels in a pack beside the changes: <c>{"kind":"control","action","time"}</c> and, by action,
/// <c>model</c>; <c>threshold</c>, <c>noveltyThreshold</c>; <c>incident</c>, <c>answer</c>, <c>anomalies</c>; <c>functions</c>, <c>from</c>, <c>to</c>; <c>place</c>, <c>events</c>, <c>from</c>, <c>to</c>. It is no
/// canonical record: what comes from outside cannot hold one.
/// </summary>
internal static class ControlJson
{
    /// <summary>How every line begins.</summary>
    public static ReadOnlySpan<byte> Begin => """{"kind":"control","""u8;

    public static void Write(Control control, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("kind", "control");
        json.WriteString("action", CamelCase.Name(control.Action));
        json.WriteString("time", Rfc3339.Format(control.Time));
        switch (control.Action)
        {
            case ControlAction.ModelPromoted:
                json.WriteString("model", control.ModelSha256);
                break;
            case ControlAction.ConfigurationChanged:
                WriteIfAny(json, "threshold", control.Threshold);
                WriteIfAny(json, "noveltyThreshold", control.NoveltyThreshold);
                break;
            case ControlAction.Feedback:
                json.WriteString("incident", control.Incident);
                json.WriteString("answer", control.Answer);
                WriteAnswered(json, control.Anomalies);
                break;
            case ControlAction.TelemetryLost:
                json.WriteString("place", control.Place);
                json.WriteNumber("events", control.Events);
                WriteStretch(json, control);
                break;
            default:
                json.WriteString("functions", control.Functions);
                WriteStretch(json, control);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a line; null for anything that is no control event, whatever the bytes.</summary>
    public static Control? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 4 });
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(new JsonObjectReader(document.RootElement));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static Control Read(JsonObjectReader json)
    {
        var time = json.Time("time");
        return json.Member<ControlAction>("action") switch
        {
            ControlAction.ModelPromoted => Control.ModelPromoted(time, json.Text("model", 64)),
            ControlAction.ConfigurationChanged => Control.ConfigurationChanged(time, Number(json, "threshold"), Number(json, "noveltyThreshold")),
            ControlAction.Feedback => Control.Feedback(time, json.Text("incident", InvocationLimits.ShortText), json.Text("answer", InvocationLimits.ShortText), ReadAnswered(json)),
            ControlAction.TelemetryLost => Control.TelemetryLost(
                time, json.Text("place", InvocationLimits.Function), (long)json.Number("events"), json.Time("from"), json.Time("to")),
            _ => Control.Maintenance(time, json.Text("functions", InvocationLimits.Function), json.Time("from"), json.Time("to")),
        };
    }

    private static IReadOnlyList<AnsweredAnomaly> ReadAnswered(JsonObjectReader json) =>
        json.Optional("anomalies") is null ? [] : json.List("anomalies", Control.MaxAnswered, (element, path) =>
        {
            var one = new JsonObjectReader(element, path);
            return new AnsweredAnomaly(one.Text("function", InvocationLimits.Function), one.Member<AnomalyKind>("kind"), one.Time("from"), one.Time("to"));
        });

    private static void WriteAnswered(Utf8JsonWriter json, IReadOnlyList<AnsweredAnomaly> anomalies)
    {
        if (anomalies.Count == 0)
        {
            return;
        }

        json.WriteStartArray("anomalies");
        foreach (var anomaly in anomalies)
        {
            json.WriteStartObject();
            json.WriteString("function", anomaly.Function);
            json.WriteString("kind", CamelCase.Name(anomaly.Kind));
            json.WriteString("from", Rfc3339.Format(anomaly.From));
            json.WriteString("to", Rfc3339.Format(anomaly.To));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static double? Number(JsonObjectReader json, string name) => json.Optional(name) is null ? null : json.Number(name);

    private static void WriteStretch(Utf8JsonWriter json, Control control)
    {
        json.WriteString("from", Rfc3339.Format(control.From!.Value));
        json.WriteString("to", Rfc3339.Format(control.To!.Value));
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
