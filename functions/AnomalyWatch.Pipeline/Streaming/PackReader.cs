using System.Buffers.Binary;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Reads the header of an event body; <see cref="PackUnpacker{TRecord}"/> reads the records.</summary>
public static class PackReader
{
    /// <summary>The source given to a body that is no pack: plain JSON from a user's own producer.</summary>
    public const string UnpackedSource = "hub";

    /// <summary>
    /// Reads the header; <paramref name="content"/> is what follows it. A body that does not begin with the magic bytes is plain JSON, one
    /// object per line, stamped with the hub's enqueued time. On failure <paramref name="fault"/> says why, without any of the content.
    /// </summary>
    public static bool TryReadHeader(in HubEvent hubEvent, out PackHeader? header, out PackContent content, out string? fault)
    {
        var body = hubEvent.Body;
        fault = null;
        if (!body.Span.StartsWith(PackFormat.Magic))
        {
            header = new PackHeader(UnpackedSource, "", -1, hubEvent.EnqueuedTime, ClockMode.Wall);
            content = new PackContent(PackFormat.LinesVersion, body);
            return true;
        }

        (header, content) = (null, default);
        var rest = body[PackFormat.Magic.Length..];
        var version = rest.IsEmpty ? (byte)0 : rest.Span[0];
        if (version is not (PackFormat.LinesVersion or PackFormat.Version))
        {
            fault = "unknown version of the pack format";
            return false;
        }

        rest = rest[1..];
        if (version == PackFormat.Version && !TryPassChecksum(ref rest))
        {
            fault = "the pack is damaged: its checksum does not match";
            return false;
        }

        var end = rest.Span.IndexOf((byte)'\n');
        header = PackHeaderJson.Read(end < 0 ? rest.Span : rest.Span[..end]);
        content = new PackContent(version, end < 0 ? default : rest[(end + 1)..]);
        fault = header is null ? "the header of the pack cannot be read" : null;
        return header is not null;
    }

    private static bool TryPassChecksum(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < PackChecksum.Length)
        {
            return false;
        }

        var stated = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
        rest = rest[PackChecksum.Length..];
        return stated == PackChecksum.Of(rest.Span);
    }
}
