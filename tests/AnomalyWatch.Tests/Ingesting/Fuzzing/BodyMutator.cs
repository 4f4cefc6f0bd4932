using System.IO.Compression;
using System.Text;

namespace AnomalyWatch.Tests.Ingesting.Fuzzing;

/// <summary>
/// Makes bodies that nobody meant out of bodies that somebody did: bytes changed, values replaced by extreme ones, parts repeated up to a hundred
/// kilobytes, and all that again within base64 and gzip, whose frame stays sound. The same seed gives the same bodies.
/// </summary>
internal sealed class BodyMutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const int MostBytes = 256 * 1024;

    private static readonly byte[][] Extremes =
    [
        "null"u8.ToArray(), "-1"u8.ToArray(), "1e400"u8.ToArray(), "99999999999999999999999"u8.ToArray(), "\"\""u8.ToArray(), "\"\\ud800\""u8.ToArray(),
        "\"\\u0000\""u8.ToArray(), "{}"u8.ToArray(), "[]"u8.ToArray(), "true"u8.ToArray(), "\"0001-01-01T00:00:00Z\""u8.ToArray(), "\"9999-12-31T23:59:59.9999999Z\""u8.ToArray(),
        [(byte)'"', 0xff, 0xfe, (byte)'"'], Encoding.UTF8.GetBytes(new string('[', 200) + new string(']', 200)), "\"NaN\""u8.ToArray(), "\"//::''\\\\\\\"{{\""u8.ToArray(),
        Encoding.UTF8.GetBytes('"' + new string(' ', 3_000) + '"'), Encoding.UTF8.GetBytes('"' + new string('\'', 3_000) + '"'), Encoding.UTF8.GetBytes('"' + new string('/', 3_000) + '"'),
    ];

    private readonly Random _random = new(seed);

    /// <summary>How long the next body is when what is packed in it is unpacked.</summary>
    public int UnpackedLength { get; private set; }

    /// <summary>The next body.</summary>
    public byte[] Next()
    {
        var body = Mutate(seeds[_random.Next(seeds.Count)]);
        UnpackedLength = Unpacked(body);
        return _random.Next(8) switch
        {
            0 => Pack(body, """{"awslogs":{"data":"%"}}"""),
            1 => Pack(body, """{"requestId":"r","timestamp":1,"records":[{"data":"%"},{"data":"%"}]}"""),
            2 => Pack(body, """{"message":{"data":"%","messageId":"1"},"subscription":"s"}"""),
            3 => Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(Encoding.UTF8.GetString(body))),
            _ => body,
        };
    }

    private byte[] Mutate(byte[] original)
    {
        var body = new List<byte>(original);
        for (var change = _random.Next(1, 5); change > 0 && body.Count > 0; change--)
        {
            var at = _random.Next(body.Count);
            switch (_random.Next(400) == 0 ? 9 : _random.Next(8))
            {
                case 0:
                    body[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    body[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 2:
                    body.RemoveRange(at, Math.Min(_random.Next(1, 40), body.Count - at));
                    break;
                case 3:
                    body.InsertRange(at, body.GetRange(at, Math.Min(_random.Next(1, 400), body.Count - at)));
                    break;
                case 4:
                    body.RemoveRange(at, body.Count - at);
                    break;
                case 9:
                    Repeat(body, at);
                    break;
                default:
                    ReplaceValue(body, at);
                    break;
            }
        }

        return [.. body];
    }

    // The value behind the next colon becomes an extreme one.
    private void ReplaceValue(List<byte> body, int from)
    {
        var colon = body.IndexOf((byte)':', from);
        if (colon < 0)
        {
            return;
        }

        var end = colon + 1;
        var isText = false;
        for (; end < body.Count && (isText || body[end] is not ((byte)',' or (byte)'}' or (byte)']')); end++)
        {
            isText ^= body[end] == (byte)'"' && body[end - 1] != (byte)'\\';
        }

        body.RemoveRange(colon + 1, end - colon - 1);
        body.InsertRange(colon + 1, Extremes[_random.Next(Extremes.Length)]);
    }

    private void Repeat(List<byte> body, int at)
    {
        var part = body.GetRange(at, Math.Min(_random.Next(1, 200), body.Count - at));
        var times = Math.Min(100_000 / part.Count, (MostBytes - body.Count) / part.Count);
        body.InsertRange(at, Enumerable.Repeat(part, Math.Max(0, times)).SelectMany(bytes => bytes));
    }

    private byte[] Pack(byte[] body, string envelope)
    {
        if (_random.Next(2) == 0)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(body);
            }

            body = packed.ToArray();
        }

        var text = Encoding.UTF8.GetBytes(envelope.Replace("%", Convert.ToBase64String(body), StringComparison.Ordinal));
        UnpackedLength = text.Length + (2 * UnpackedLength);
        return text;
    }

    // A body that begins as gzip does is unpacked as a whole.
    private static int Unpacked(byte[] body)
    {
        var result = AnomalyWatch.Pipeline.Ingesting.Decompression.Undo(body, null, out var text, out _);
        return body.Length + (result is null ? text.Length : 0);
    }
}
