using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>A change in its canonical form: <c>{"kind":"change","id","function","time","operation","principal","ip","outcome","detail"}</c>.</summary>
internal static class ChangeJson
{
    private const int MaxTextLength = 1536;

    public static void Write(Utf8JsonWriter json, Change change)
    {
        json.WriteStartObject();
        json.WriteString("kind", "change");
        if (!change.Id.IsNone)
        {
            json.WriteString("id", change.Id.ToString());
        }

        json.WriteString("function", change.Function);
        json.WriteString("time", Rfc3339.Format(change.Time));
        json.WriteString("operation", change.Operation);
        WriteIfAny(json, "principal", change.Principal);
        WriteIfAny(json, "ip", change.Ip);
        if (change.Outcome != Outcome.Unknown)
        {
            json.WriteString("outcome", CamelCase.Name(change.Outcome));
        }

        WriteIfAny(json, "detail", change.Detail);
        json.WriteEndObject();
    }

    public static Change Read(JsonElement element)
    {
        var json = new JsonObjectReader(element);
        return new Change
        {
            Id = RecordId.From(json.OptionalText("id", MaxTextLength) ?? ""),
            Function = json.Text("function", MaxTextLength),
            Time = json.Time("time"),
            Operation = json.Text("operation", MaxTextLength),
            Principal = json.OptionalText("principal", MaxTextLength),
            Ip = json.OptionalText("ip", MaxTextLength),
            Outcome = json.Optional("outcome") is null ? Outcome.Unknown : json.Member<Outcome>("outcome"),
            Detail = json.OptionalText("detail", MaxTextLength),
        };
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
