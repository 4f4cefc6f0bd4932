using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Cuts a body into JSON values: one value, an array's elements, one value per line, or values one after another.</summary>
internal static class JsonPieces
{
    /// <summary>How the reader of whole bodies is set.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = IngestLimits.BodyDepth, AllowMultipleValues = true };

    // The reader says by an exception that a line is broken, and a stranger can send twenty-five thousand such lines in 100 kB.
    private const int MostBrokenLines = 1_000;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>The values of a body; gives why nothing can be read, or null. Where the body is lines, a broken line is a piece with a fault.</summary>
    public static IngestResult? Split(ReadOnlyMemory<byte> body, out List<JsonPiece> pieces)
    {
        pieces = [];
        long origin = body.Span.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        body = body[(int)origin..];
        if (Walk(body, origin, pieces) is not { } breakAt)
        {
            return pieces.Count > 0 || body.Span.ContainsAnyExcept(" \t\r\n"u8)
                ? TooMany(pieces)
                : IngestResult.Failed(IngestStatus.Malformed, "The body is empty (byte 0).");
        }

        pieces.Clear();
        if (!IsLines(body.Span))
        {
            return IngestResult.Failed(IngestStatus.Malformed, $"The body is not well-formed JSON (byte {origin + breakAt}).");
        }

        var broken = 0;
        for (var start = 0; start < body.Length && pieces.Count <= IngestLimits.Records;)
        {
            var line = LineAt(body.Span, start);
            var count = pieces.Count;
            if (broken == MostBrokenLines)
            {
                if (body.Span.Slice(start, line).ContainsAnyExcept(" \t\r"u8))
                {
                    pieces.Add(new JsonPiece(body.Slice(start, line), origin + start, $"not looked at, behind {MostBrokenLines} lines that are not well-formed JSON"));
                }
            }
            else if (Walk(body.Slice(start, line), origin + start, pieces) is { } at)
            {
                pieces.RemoveRange(count, pieces.Count - count);
                pieces.Add(new JsonPiece(body.Slice(start, line), origin + start + at, "a line that is not well-formed JSON"));
                broken++;
            }

            start += line + 1;
        }

        return TooMany(pieces);
    }

    /// <summary>Adds the value under the reader, and moves the reader to its end.</summary>
    public static void Add(ref Utf8JsonReader json, ReadOnlyMemory<byte> text, long origin, List<JsonPiece> pieces)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        pieces.Add(new JsonPiece(text[start..(int)json.BytesConsumed], origin + start));
    }

    /// <summary>
    /// The text of a string that holds JSON, as a piece at the string's place; null where the piece is no string. What is no valid
    /// Unicode or longer than a body may be is a piece with a fault.
    /// </summary>
    public static JsonPiece? Unquote(in JsonPiece piece)
    {
        if (piece.Fault is not null || piece.Utf8.IsEmpty || piece.Utf8.Span[0] != (byte)'"')
        {
            return null;
        }

        if (piece.Utf8.Length > IngestLimits.BodyBytes)
        {
            return new JsonPiece(default, piece.Position, $"a text longer than {IngestLimits.BodyBytes} bytes");
        }

        var json = new Utf8JsonReader(piece.Utf8.Span, Options);
        json.Read();
        try
        {
            // Unescaping never makes a text longer.
            var text = new byte[json.ValueSpan.Length];
            return new JsonPiece(text.AsMemory(0, json.CopyString(text)), piece.Position);
        }
        catch (InvalidOperationException)
        {
            return new JsonPiece(default, piece.Position, "a text that is not valid Unicode");
        }
    }

    private static IngestResult? TooMany(List<JsonPiece> pieces) => pieces.Count > IngestLimits.Records
        ? IngestResult.Failed(IngestStatus.TooLarge, $"The delivery holds more than {IngestLimits.Records} records.")
        : null;

    // Gives the byte at which the text stops being JSON, or null.
    private static long? Walk(ReadOnlyMemory<byte> text, long origin, List<JsonPiece> pieces)
    {
        var json = new Utf8JsonReader(text.Span, Options);
        try
        {
            while (json.Read() && pieces.Count <= IngestLimits.Records)
            {
                if (json.TokenType != JsonTokenType.StartArray)
                {
                    Add(ref json, text, origin, pieces);
                    continue;
                }

                while (json.Read() && json.TokenType != JsonTokenType.EndArray && pieces.Count <= IngestLimits.Records)
                {
                    Add(ref json, text, origin, pieces);
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return json.BytesConsumed;
        }
    }

    // A body that breaks somewhere: lines of which one is broken, or one document that is? It is lines where the first line stands by
    // itself, or most lines do. Of a document printed over many lines hardly one stands by itself.
    private static bool IsLines(ReadOnlySpan<byte> body)
    {
        int whole = 0, broken = 0;
        for (var start = 0; start < body.Length && broken < MostBrokenLines;)
        {
            var length = LineAt(body, start);
            var line = body.Slice(start, length).Trim(" \t\r"u8);
            start += length + 1;
            if (line.IsEmpty)
            {
                continue;
            }

            var stands = line[0] is (byte)'{' or (byte)'[' && Stands(line);
            whole += stands ? 1 : 0;
            broken += stands ? 0 : 1;
            if (stands && whole == 1 && broken == 0)
            {
                return start < body.Length;
            }
        }

        return whole > broken;
    }

    private static bool Stands(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, Options);
        try
        {
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int LineAt(ReadOnlySpan<byte> body, int start)
    {
        var length = body[start..].IndexOf((byte)'\n');
        return length < 0 ? body.Length - start : length;
    }
}
