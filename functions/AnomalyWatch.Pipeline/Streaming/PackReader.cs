using System.Globalization;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Takes an event body apart into its header and one slice of UTF-8 per record.</summary>
public static class PackReader
{
    private const int MaxNameLength = 128;

    /// <summary>The source given to a body that is no pack: plain JSON from a user's own producer.</summary>
    public const string UnpackedSource = "hub";

    /// <summary>
    /// Reads the header; <paramref name="lines"/> is what follows it. A body that does not begin with the magic bytes is plain JSON, one
    /// object per line, stamped with the hub's enqueued time. On failure <paramref name="fault"/> says why, without any of the content.
    /// </summary>
    public static bool TryReadHeader(in HubEvent hubEvent, out PackHeader? header, out ReadOnlyMemory<byte> lines, out string? fault)
    {
        var body = hubEvent.Body;
        header = null;
        lines = default;
        fault = null;
        if (!body.Span.StartsWith(PackFormat.Magic))
        {
            header = new PackHeader(UnpackedSource, "", -1, hubEvent.EnqueuedTime, ClockMode.Wall);
            lines = body;
            return true;
        }

        if (body.Length <= PackFormat.Magic.Length || body.Span[PackFormat.Magic.Length] != PackFormat.Version)
        {
            fault = "unknown version of the pack format";
            return false;
        }

        lines = body[(PackFormat.Magic.Length + 1)..];
        var headerLine = NextLine(ref lines);
        try
        {
            header = ParseHeader(headerLine.Span);
        }
        catch (JsonException)
        {
            header = null;
        }

        fault = header is null ? "the header of the pack cannot be read" : null;
        return header is not null;
    }

    /// <summary>Cuts off the first line, without its LF; empty when nothing is left.</summary>
    public static ReadOnlyMemory<byte> NextLine(ref ReadOnlyMemory<byte> lines)
    {
        var end = lines.Span.IndexOf((byte)'\n');
        var line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? default : lines[(end + 1)..];
        return line;
    }

    private static PackHeader? ParseHeader(ReadOnlySpan<byte> utf8)
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
