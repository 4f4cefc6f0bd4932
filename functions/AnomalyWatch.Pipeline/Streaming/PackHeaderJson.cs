using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>The header of a pack as JSON.</summary>
internal static class PackHeaderJson
{
    private const int MaxNameLength = 128;

    /// <summary>Writes a header, without a line break.</summary>
    public static void Write(PackHeader header, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("source", header.Source);
        json.WriteString("producer", header.Producer);
        json.WriteNumber("sequence", header.Sequence);
        if (header.Clock is { } clock)
        {
            json.WriteString("clock", clock.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }

        if (header.Mode == ClockMode.Record)
        {
            json.WriteString("mode", "record");
        }

        if (header.Mark != PackMark.Records)
        {
            json.WriteString("mark", header.Mark == PackMark.Tick ? "tick" : "close");
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a header; null for anything else, whatever the bytes.</summary>
    public static PackHeader? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Parse(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader's answer to a string that is not valid UTF-8, or to a value of another kind than asked for.
            return null;
        }
    }

    private static PackHeader? Parse(ReadOnlySpan<byte> utf8)
    {
        string? source = null, producer = null;
        long? sequence = null;
        DateTimeOffset? clock = null;
        var mode = ClockMode.Wall;
        var mark = PackMark.Records;
        var json = new Utf8JsonReader(utf8);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "source" when json.TokenType == JsonTokenType.String:
                    source = json.GetString();
                    break;
                case "producer" when json.TokenType == JsonTokenType.String:
                    producer = json.GetString();
                    break;
                case "sequence" when json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number):
                    sequence = number;
                    break;
                case "clock" when json.TokenType == JsonTokenType.String
                    && DateTimeOffset.TryParseExact(json.GetString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time):
                    clock = time;
                    break;
                case "mode":
                    mode = json.ValueTextEquals("record") ? ClockMode.Record : ClockMode.Wall;
                    break;
                case "mark":
                    mark = json.ValueTextEquals("close") ? PackMark.Close : PackMark.Tick;
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        var sound = source is { Length: > 0 and <= MaxNameLength } && producer is { Length: <= MaxNameLength } && sequence is not null
            && (clock is not null || (mode == ClockMode.Record && mark == PackMark.Records));
        return sound ? new PackHeader(source!, producer!, sequence!.Value, clock, mode, mark) : null;
    }
}
