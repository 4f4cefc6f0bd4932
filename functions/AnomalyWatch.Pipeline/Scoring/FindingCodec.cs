using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// The records of the hub <c>findings</c>: <c>{"kind":"anomaly","anomaly":{...}}</c>, or a change in its canonical form
/// (<c>{"kind":"change",...}</c>). Unknown properties are ignored.
/// </summary>
public sealed class FindingCodec : IRecordCodec<Finding>
{
    /// <summary>The longest record, in bytes; <see cref="PackFormat.MaxBodyBytes"/> counts on it.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxDepth = 16;

    /// <inheritdoc/>
    public void Write(in Finding record, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        if (record.Change is { } change)
        {
            ChangeJson.Write(json, change);
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind", "anomaly");
        json.WritePropertyName("anomaly");
        AnomalyJson.Write(json, record.Anomaly ?? throw new ArgumentException("A finding holds an anomaly or a change.", nameof(record)));
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> utf8, out Finding record, out string? fault)
    {
        record = default;
        fault = null;
        if (utf8.Length > MaxBytes)
        {
            fault = $"Longer than {MaxBytes} bytes.";
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed < utf8.TrimEnd(" \t\r\n"u8).Length)
            {
                fault = $"More than one JSON value (byte {reader.BytesConsumed}).";
                return false;
            }

            record = Read(document.RootElement);
            return true;
        }
        catch (JsonException exception)
        {
            // Its own message would quote what stands there.
            fault = $"Not valid JSON (byte {exception.BytePositionInLine ?? 0} of line {(exception.LineNumber ?? 0) + 1}).";
        }
        catch (FormatException exception)
        {
            fault = exception.Message;
        }

        return false;
    }

    private static Finding Read(JsonElement element)
    {
        var json = new JsonObjectReader(element);
        return json.Text("kind", 64) switch
        {
            "anomaly" => new Finding(AnomalyJson.Read(json.Required("anomaly"), "anomaly.")),
            "change" => new Finding(ChangeJson.Read(element)),
            _ => throw json.Fault("kind", "is neither anomaly nor change"),
        };
    }
}
