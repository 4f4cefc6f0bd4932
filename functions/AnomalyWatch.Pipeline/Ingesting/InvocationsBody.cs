using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads a body of canonical records in one pass, where it is what nearly everybody sends: objects one behind the other, or an array of them. Where it
/// is anything else, right or wrong, that is left to <see cref="InvocationsFormat"/>, which finds the same records in the same body.
/// </summary>
internal static class InvocationsBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>The result; null where the body is left to others.</summary>
    public static IngestResult? Read(ReadOnlyMemory<byte> body)
    {
        var tally = new RecordTally();
        var begin = SkipSpace(body.Span, body.Span.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0);
        var isRead = begin < body.Length && body.Span[begin] switch
        {
            (byte)'{' => TakeAll(body, begin, tally),
            (byte)'[' => TakeArray(body, SkipSpace(body.Span, begin + 1), tally),
            _ => false,
        };
        if (isRead || tally.IsOver)
        {
            return tally.Finish();
        }

        tally.Release();
        return null;
    }

    private static bool TakeAll(ReadOnlyMemory<byte> body, int at, RecordTally tally)
    {
        while (at < body.Length && !tally.IsOver)
        {
            var length = TakeOne(body, at, tally);
            if (length == 0)
            {
                return false;
            }

            at = SkipSpace(body.Span, at + length);
        }

        return at == body.Length;
    }

    private static bool TakeArray(ReadOnlyMemory<byte> body, int at, RecordTally tally)
    {
        var utf8 = body.Span;
        while (!tally.IsOver)
        {
            var length = at < utf8.Length ? TakeOne(body, at, tally) : 0;
            at = SkipSpace(utf8, at + length);
            if (length == 0 || at == utf8.Length || utf8[at] is not ((byte)',' or (byte)']'))
            {
                return false;
            }

            if (utf8[at] == (byte)']')
            {
                return SkipSpace(utf8, at + 1) == utf8.Length;
            }

            at = SkipSpace(utf8, at + 1);
        }

        return false;
    }

    // Gives how many bytes the object at a place takes; 0 where there is none, or where it is not JSON.
    private static int TakeOne(ReadOnlyMemory<byte> body, int at, RecordTally tally)
    {
        var utf8 = body.Span[at..];
        if (utf8[0] != (byte)'{')
        {
            return 0;
        }

        var length = CanonicalJson.TryReadNext(utf8, out var record);
        if (length > 0)
        {
            tally.Accept(record);
            return length;
        }

        length = LengthOf(utf8);
        if (length > 0)
        {
            InvocationsFormat.Take(utf8[..length], at, body.Slice(at, length), tally);
        }

        return length;
    }

    private static int SkipSpace(ReadOnlySpan<byte> utf8, int at)
    {
        while (at < utf8.Length && utf8[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return at;
    }

    // How long the value is with which a text begins; 0 where it is not JSON.
    private static int LengthOf(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, JsonPieces.Options);
        try
        {
            json.Read();
            json.Skip();
            return (int)json.BytesConsumed;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
