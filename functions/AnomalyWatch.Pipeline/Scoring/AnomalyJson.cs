using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>An anomaly as JSON, the same on the hub, in the table and in the API. What is written within the limits reads back equal.</summary>
public static class AnomalyJson
{
    /// <summary>The longest function name or principal, in UTF-16 units.</summary>
    public const int MaxNameLength = 2048;

    /// <summary>The longest <see cref="Reason.Detail"/>, in UTF-16 units.</summary>
    public const int MaxDetailLength = 256;

    /// <summary>The most reasons of one anomaly.</summary>
    public const int MaxReasons = 16;

    /// <summary>The most values of <see cref="Anomaly.History"/>; of a longer one the newest are written.</summary>
    public const int MaxHistory = 240;

    /// <summary>Writes an anomaly as one object.</summary>
    public static void Write(Utf8JsonWriter json, Anomaly anomaly)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(anomaly);
        json.WriteStartObject();
        json.WriteString("id", anomaly.Id);
        json.WriteString("function", anomaly.Function);
        json.WriteString("kind", CamelCase.Name(anomaly.Kind));
        json.WriteString("phase", CamelCase.Name(anomaly.Phase));
        json.WriteString("windowStart", Rfc3339.Format(anomaly.WindowStart));
        json.WriteString("windowEnd", Rfc3339.Format(anomaly.WindowEnd));
        json.WriteString("detectedAt", Rfc3339.Format(anomaly.DetectedAt));
        json.WriteString("signal", CamelCase.Name(anomaly.Signal));
        json.WriteNumber("observed", anomaly.Observed);
        json.WriteNumber("expectedLow", anomaly.ExpectedLow);
        json.WriteNumber("expectedHigh", anomaly.ExpectedHigh);
        json.WriteNumber("score", anomaly.Score);
        json.WriteNumber("threshold", anomaly.Threshold);
        json.WriteNumber("weight", anomaly.Weight);
        json.WriteNumber("confidence", anomaly.Confidence);
        if (anomaly.Principal is not null)
        {
            json.WriteString("principal", anomaly.Principal);
        }

        WriteTraits(json, anomaly.Traits);
        if (anomaly.RiskyChange is { } risky)
        {
            json.WriteStartObject("riskyChange");
            json.WriteString("risk", CamelCase.Name(risky.Risk));
            json.WritePropertyName("change");
            ChangeJson.Write(json, risky.Change);
            json.WriteEndObject();
        }

        json.WriteStartArray("reasons");
        foreach (var reason in anomaly.Reasons)
        {
            Write(json, reason);
        }

        json.WriteEndArray();
        WriteHistory(json, anomaly.History);
        json.WriteEndObject();
    }

    /// <summary>Reads an anomaly. Throws <see cref="FormatException"/>, which names the property (below <paramref name="path"/>) and never its content.</summary>
    public static Anomaly Read(JsonElement element, string path = "")
    {
        var json = new JsonObjectReader(element, path);
        var anomaly = new Anomaly
        {
            Id = json.HexId("id"),
            Function = json.Text("function", MaxNameLength),
            Kind = json.Member<AnomalyKind>("kind"),
            Phase = json.Member<AnomalyPhase>("phase"),
            WindowStart = json.Time("windowStart"),
            WindowEnd = json.Time("windowEnd"),
            DetectedAt = json.Time("detectedAt"),
            Signal = json.Member<Signal>("signal"),
            Observed = json.Number("observed"),
            ExpectedLow = json.Number("expectedLow"),
            ExpectedHigh = json.Number("expectedHigh"),
            Score = json.Number("score"),
            Threshold = json.Number("threshold"),
            Weight = json.Number("weight", 0, 100),
            Confidence = json.Number("confidence", 0, 1),
            Principal = json.OptionalText("principal", MaxNameLength),
            Traits = json.Optional("traits") is { } traits ? ReadTraits(traits, path + "traits.") : default,
            RiskyChange = json.Optional("riskyChange") is { } risky ? ReadRisky(risky, path + "riskyChange.") : null,
            Reasons = json.List("reasons", MaxReasons, ReadReason),
            History = json.Optional("history") is null ? [] : json.List("history", MaxHistory, ReadValue),
        };
        if (anomaly.Function.Length == 0)
        {
            throw json.Fault("function", "is empty");
        }

        if (anomaly.WindowEnd < anomaly.WindowStart)
        {
            throw json.Fault("windowEnd", "is before windowStart");
        }

        return anomaly.Reasons.Count > 0 ? anomaly : throw json.Fault("reasons", "is empty");
    }

    private static void Write(Utf8JsonWriter json, Reason reason)
    {
        json.WriteStartObject();
        json.WriteString("signal", CamelCase.Name(reason.Signal));
        json.WriteNumber("observed", reason.Observed);
        json.WriteNumber("expectedLow", reason.ExpectedLow);
        json.WriteNumber("expectedHigh", reason.ExpectedHigh);
        json.WriteNumber("score", reason.Score);
        if (reason.Detail is not null)
        {
            json.WriteString("detail", reason.Detail);
        }

        json.WriteEndObject();
    }

    private static void WriteTraits(Utf8JsonWriter json, in Caller traits)
    {
        if (traits.IsUnknown)
        {
            return;
        }

        json.WriteStartObject("traits");
        WriteIfAny(json, "ip", traits.Ip);
        WriteIfAny(json, "network", traits.Network);
        WriteIfAny(json, "country", traits.Country);
        WriteIfAny(json, "agent", traits.Agent);
        json.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteHistory(Utf8JsonWriter json, IReadOnlyList<double> history)
    {
        if (history.Count == 0)
        {
            return;
        }

        json.WriteStartArray("history");
        foreach (var value in history.Skip(history.Count - MaxHistory))
        {
            // A window of which nothing is known is null: JSON has no NaN.
            if (double.IsFinite(value))
            {
                json.WriteNumberValue(value);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static double ReadValue(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.Number when element.TryGetDouble(out var value) && double.IsFinite(value) => value,
        _ => throw new FormatException($"{path.TrimEnd('.')} is not a number."),
    };

    private static Caller ReadTraits(JsonElement element, string path)
    {
        var json = new JsonObjectReader(element, path);
        return new Caller
        {
            Ip = json.OptionalText("ip", InvocationLimits.LongText),
            Network = json.OptionalText("network", InvocationLimits.LongText),
            Country = json.OptionalText("country", InvocationLimits.LongText),
            Agent = json.OptionalText("agent", InvocationLimits.LongText),
        };
    }

    private static RiskyChange ReadRisky(JsonElement element, string path)
    {
        var json = new JsonObjectReader(element, path);
        return new RiskyChange(json.Member<ChangeRisk>("risk"), ChangeJson.Read(json.Required("change")));
    }

    private static Reason ReadReason(JsonElement element, string path)
    {
        var json = new JsonObjectReader(element, path);
        return new Reason(
            json.Member<Signal>("signal"),
            json.Number("observed"),
            json.Number("expectedLow"),
            json.Number("expectedHigh"),
            json.Number("score"),
            json.OptionalText("detail", MaxDetailLength));
    }
}
