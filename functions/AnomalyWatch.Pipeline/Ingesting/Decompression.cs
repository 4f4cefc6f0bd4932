using System.IO.Compression;
using System.Runtime.InteropServices;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Undoes a content encoding and never holds more than the limit. A stream cut short counts as damaged, which needs the switch
/// <c>System.IO.Compression.UseStrictValidation</c> that Directory.Build.props sets for every program; a test holds it.
/// </summary>
internal static class Decompression
{
    // Telemetry shrinks to a twentieth, repetitive logs to a sixtieth; gzip's own limit is about a thousandth, which only a bomb comes near.
    private const int MostTimesLarger = 200;
    private const int AnyRatio = 4 * 1024 * 1024;

    /// <summary>Undoes the encoding of a body; gives why it cannot be read, or null. gzip is known by its first bytes even when no header names it. What was unpacked, where anything was, can be given back once the text is done with.</summary>
    public static IngestResult? Undo(ReadOnlyMemory<byte> body, string? encoding, out ReadOnlyMemory<byte> text, out UnpackedText? unpacked)
    {
        (text, unpacked) = (body, null);
        if (body.Length > IngestLimits.BodyBytes)
        {
            return IngestResult.Failed(IngestStatus.TooLarge, $"The body is over {IngestLimits.BodyBytes} bytes.");
        }

        switch ((encoding ?? "").Trim().ToLowerInvariant())
        {
            case "" or "identity":
                return IsGzip(body.Span) ? Gunzip(body, IngestLimits.DecodedBytes, out text, out unpacked) : null;
            case "gzip" or "x-gzip":
                return Gunzip(body, IngestLimits.DecodedBytes, out text, out unpacked);
            case "deflate":
                using (Stream stream = IsZlib(body.Span)
                    ? new ZLibStream(Open(body), CompressionMode.Decompress)
                    : new DeflateStream(Open(body), CompressionMode.Decompress))
                {
                    return ReadAll(stream, body.Length, IngestLimits.DecodedBytes, out text, out unpacked);
                }

            case "br":
                using (var stream = new BrotliStream(Open(body), CompressionMode.Decompress))
                {
                    return ReadAll(stream, body.Length, IngestLimits.DecodedBytes, out text, out unpacked);
                }

            default:
                return IngestResult.Failed(IngestStatus.UnsupportedEncoding, "The content encoding is none of gzip, deflate, br and identity.");
        }
    }

    /// <summary>Unpacks gzip to at most <paramref name="limit"/> bytes; gives why it cannot, or null.</summary>
    public static IngestResult? Gunzip(ReadOnlyMemory<byte> body, int limit, out ReadOnlyMemory<byte> text, out UnpackedText? unpacked)
    {
        (text, unpacked) = (default, null);
        if (!IsGzip(body.Span))
        {
            // .NET takes an empty body for an empty gzip stream.
            return IngestResult.Failed(IngestStatus.Malformed, "The data is not gzip (byte 0).");
        }

        using var stream = new GZipStream(Open(body), CompressionMode.Decompress);
        return ReadAll(stream, body.Length, limit, out text, out unpacked);
    }

    /// <summary>Whether bytes begin as gzip does; no JSON begins so.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

    // HTTP's "deflate" means zlib, and some senders leave zlib's frame out.
    private static bool IsZlib(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && (bytes[0] & 0x0f) == 8 && ((bytes[0] << 8) | bytes[1]) % 31 == 0;

    private static MemoryStream Open(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(body.ToArray(), writable: false);

    private static IngestResult? ReadAll(Stream stream, int compressedLength, int limit, out ReadOnlyMemory<byte> text, out UnpackedText? unpacked)
    {
        (text, unpacked) = (default, null);
        var room = new UnpackedText((int)Math.Min(Math.Max(compressedLength * 4L, 4096), limit));
        var length = 0;
        try
        {
            while (true)
            {
                if (length == room.Room.Length && length < limit)
                {
                    room.Grow((int)Math.Min(length * 2L, limit), length);
                }

                if (length >= limit)
                {
                    if (length > limit || stream.ReadByte() >= 0)
                    {
                        room.Release();
                        return IngestResult.Failed(IngestStatus.TooLarge, $"The body is over {IngestLimits.DecodedBytes} bytes when decompressed.");
                    }

                    break;
                }

                var read = stream.Read(room.Room, length, Math.Min(room.Room.Length, limit) - length);
                if (read == 0)
                {
                    break;
                }

                length += read;
                if (length > AnyRatio && length / MostTimesLarger > compressedLength)
                {
                    room.Release();
                    return IngestResult.Failed(IngestStatus.TooLarge, $"The body is more than {MostTimesLarger} times as large when decompressed.");
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or InvalidOperationException)
        {
            room.Release();
            return IngestResult.Failed(IngestStatus.Malformed, $"The compressed data is damaged or cut short (after {length} bytes of text).");
        }

        (text, unpacked) = (room.Room.AsMemory(0, length), room);
        return null;
    }
}
