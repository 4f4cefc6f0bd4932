using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What a CloudWatch log event holds, read in one pass that makes nothing: a busy log has millions of them.</summary>
internal readonly ref struct LogEventText
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = IngestLimits.RecordDepth };

    /// <summary>The line, in the room that was given; empty where there is none.</summary>
    public ReadOnlySpan<char> Message { get; private init; }

    /// <summary>When it was written, in milliseconds since 1970; NaN where that is not a number; null where it is absent.</summary>
    public double? Timestamp { get; private init; }

    /// <summary>Why nothing can be read, or null.</summary>
    public string? Fault { get; private init; }

    /// <summary>Reads an event. Of a property given twice the last counts.</summary>
    /// <param name="piece">The event.</param>
    /// <param name="room">Room for as many characters as the event has bytes.</param>
    public static LogEventText Read(in JsonPiece piece, Span<char> room)
    {
        if (piece.Unreadable is { } unreadable)
        {
            return new LogEventText { Fault = unreadable };
        }

        try
        {
            var (length, timestamp) = (0, (double?)null);
            var json = new Utf8JsonReader(piece.Utf8.Span, Options);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isMessage = !json.ValueIsEscaped && json.ValueTextEquals("message"u8);
                var isTimestamp = !json.ValueIsEscaped && json.ValueTextEquals("timestamp"u8);
                json.Read();
                if (isMessage)
                {
                    length = json.TokenType == JsonTokenType.String ? json.CopyString(room) : 0;
                }
                else if (isTimestamp)
                {
                    timestamp = NumberOf(ref json);
                }

                json.Skip();
            }

            return new LogEventText { Message = room[..length], Timestamp = timestamp };
        }
        catch (JsonException)
        {
            return new LogEventText { Fault = JsonPiece.Malformed };
        }
        catch (InvalidOperationException)
        {
            // The reader's answer to a text that is not valid UTF-8 or has half a surrogate pair.
            return new LogEventText { Fault = JsonPiece.NotUnicode };
        }
    }

    private static double? NumberOf(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => json.TryGetDouble(out var number) ? number : double.NaN,
        JsonTokenType.String => JsonFields.NumberOf(json.GetString()),
        _ => double.NaN,
    };
}
