using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// The canonical form of an invocation or a change: one JSON object in UTF-8, camelCase. An absent or null property is unknown, a
/// property we do not know is ignored, of a property given twice the last one counts.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 64 };

    /// <summary>Reads one record and checks it against <see cref="InvocationRules"/>. Never throws for any bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out TelemetryRecord record, out CanonicalFault fault)
    {
        var length = TryReadNext(utf8, out record);
        if (length > 0 && !utf8[length..].ContainsAnyExcept(" \t\r\n"u8))
        {
            fault = default;
            return true;
        }

        return TryReadSlowly(utf8, out record, out fault);
    }

    /// <summary>
    /// Reads the record with which a text begins, where it is an invocation in the usual form. Gives how many bytes it takes; 0 where it is not, or not
    /// sound, and <see cref="TryRead"/> tells of the record alone what it is.
    /// </summary>
    public static int TryReadNext(ReadOnlySpan<byte> utf8, out TelemetryRecord record) => CanonicalScanner.Read(utf8, InternedTexts.Shared, out record);

    /// <summary>The same as <see cref="TryRead"/> by a general reader, which decides what is a record and what is not.</summary>
    internal static bool TryReadSlowly(ReadOnlySpan<byte> utf8, out TelemetryRecord record, out CanonicalFault fault)
    {
        record = default;
        var json = new Utf8JsonReader(utf8, ReaderOptions);
        try
        {
            return TryReadObject(ref json, out record, out fault);
        }
        catch (JsonException)
        {
            fault = new CanonicalFault(json.BytesConsumed, "not well-formed JSON");
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader's answer to a string that is not valid UTF-8 or has half a surrogate pair.
            fault = new CanonicalFault(json.TokenStartIndex, "a text that is not valid Unicode");
        }

        return false;
    }

    /// <summary>Writes a record so that reading it gives an equal one.</summary>
    public static void Write(in TelemetryRecord record, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (record.Change is { } change)
        {
            Write(json, change);
        }
        else
        {
            Write(json, record.Invocation);
        }

        json.WriteEndObject();
    }

    private static bool TryReadObject(ref Utf8JsonReader json, out TelemetryRecord record, out CanonicalFault fault)
    {
        record = default;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            fault = new CanonicalFault(json.TokenStartIndex, "not a JSON object");
            return false;
        }

        var draft = new CanonicalDraft();
        Span<byte> buffer = stackalloc byte[CanonicalDraft.ShortChars];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = CanonicalProperties.Find(CanonicalValues.Name(json, buffer));
            json.Read();
            var position = json.TokenStartIndex;
            if (draft.Take(property, ref json) is { } problem)
            {
                fault = new CanonicalFault(position, $"{CanonicalNames.Of(property)}: {problem}");
                return false;
            }
        }

        var end = json.TokenStartIndex;
        if (json.Read())
        {
            fault = new CanonicalFault(json.TokenStartIndex, "something follows the object");
            return false;
        }

        var violation = draft.Finish(out record);
        fault = violation is null ? default : new CanonicalFault(end, violation);
        return violation is null;
    }

    private static void Write(Utf8JsonWriter json, Change change)
    {
        json.WriteString("kind", "change");
        Text(json, "id", change.Id.ToString());
        json.WriteString("function", change.Function);
        Time(json, "time", change.Time);
        json.WriteString("operation", change.Operation);
        Text(json, "principal", change.Principal);
        Text(json, "ip", change.Ip);
        Text(json, "outcome", change.Outcome == Outcome.Unknown ? null : CanonicalNames.Of(change.Outcome));
        Text(json, "detail", change.Detail);
    }

    private static void Write(Utf8JsonWriter json, in Invocation invocation)
    {
        Text(json, "id", invocation.Id.ToString());
        json.WriteString("function", invocation.Function);
        Text(json, "kind", CanonicalNames.Of(invocation.Kind));
        Time(json, "start", invocation.Start);
        Number(json, "spanMs", invocation.SpanMs);
        Number(json, "durationMs", invocation.DurationMs);
        Text(json, "outcome", invocation.Outcome == Outcome.Unknown ? null : CanonicalNames.Of(invocation.Outcome));
        Whole(json, "statusCode", invocation.StatusCode);
        Text(json, "errorType", invocation.ErrorType);
        Text(json, "trigger", invocation.Trigger == Trigger.Unknown ? null : CanonicalNames.Of(invocation.Trigger));
        if (invocation.ColdStart is { } coldStart)
        {
            json.WriteBoolean("coldStart", coldStart);
        }

        Number(json, "initMs", invocation.InitMs);
        Number(json, "memoryMb", invocation.MemoryMb);
        Number(json, "memoryLimitMb", invocation.MemoryLimitMb);
        Number(json, "billedMs", invocation.BilledMs);
        Whole(json, "requestBytes", invocation.RequestBytes);
        Whole(json, "responseBytes", invocation.ResponseBytes);
        Text(json, "version", invocation.Version);
        if (!invocation.Caller.IsUnknown)
        {
            json.WriteStartObject("caller");
            Text(json, "principal", invocation.Caller.Principal);
            Text(json, "ip", invocation.Caller.Ip);
            Text(json, "network", invocation.Caller.Network);
            Text(json, "country", invocation.Caller.Country);
            Text(json, "agent", invocation.Caller.Agent);
            json.WriteEndObject();
        }

        Text(json, "traceId", invocation.TraceId.ToString());
        Text(json, "parentId", invocation.ParentId.ToString());
        Whole(json, "count", invocation.Count == 1 ? null : invocation.Count);
    }

    private static void Text(Utf8JsonWriter json, string property, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(property, text);
        }
    }

    private static void Number(Utf8JsonWriter json, string property, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(property, value);
        }
    }

    private static void Whole(Utf8JsonWriter json, string property, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(property, value);
        }
    }

    private static void Time(Utf8JsonWriter json, string property, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[28];
        time.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        json.WriteString(property, text[..length]);
    }
}
