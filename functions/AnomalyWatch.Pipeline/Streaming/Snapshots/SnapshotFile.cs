using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>One snapshot's file as it was read: sound to the last bit as its writer left it, still packed.</summary>
internal sealed class SnapshotFile
{
    private SnapshotFile(SnapshotHeader header, int headerBytes, ByteChunks bytes) =>
        (Header, HeaderBytes, Bytes) = (header, headerBytes, bytes);

    /// <summary>What stands before the content.</summary>
    public SnapshotHeader Header { get; }

    /// <summary>Where the blocks begin.</summary>
    public int HeaderBytes { get; }

    /// <summary>The whole file.</summary>
    public ByteChunks Bytes { get; }

    /// <summary>Reads a file and holds everything in it against its checksums and limits; never throws for what stands in it. <paramref name="blob"/> stays open.</summary>
    public static async Task<(SnapshotFile? File, string? Fault)> ReadAsync(OpenBlob blob, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var unhashed = blob.Length - SnapshotFormat.HashBytes;
        var seen = 0L;
        void Hash(ReadOnlyMemory<byte> piece)
        {
            hash.AppendData(piece.Span[..(int)Math.Clamp(unhashed - seen, 0, piece.Length)]);
            seen += piece.Length;
        }

        var bytes = new ByteChunks();
        await bytes.FillAsync(blob.Stream, Math.Min(blob.Length, SnapshotFormat.MaxHeaderBytes), Hash, cancellationToken).ConfigureAwait(false);
        var start = new byte[bytes.Length];
        bytes.CopyTo(0, start);
        var header = SnapshotHeader.TryRead(start, out var headerBytes, out var fault);
        if (header is null)
        {
            return (null, fault);
        }

        if (blob.Length > SnapshotFormat.MaxFileBytes(header.HeadBytes + header.EntryBytes) || blob.Length < headerBytes + SnapshotFormat.EndBytes)
        {
            return (null, $"with {blob.Length} bytes it is longer or shorter than its content can be");
        }

        await bytes.FillAsync(blob.Stream, blob.Length, Hash, cancellationToken).ConfigureAwait(false);
        if (bytes.Length < blob.Length)
        {
            return (null, "it is cut off");
        }

        var end = new byte[SnapshotFormat.EndBytes];
        bytes.CopyTo(bytes.Length - end.Length, end);
        var expected = end.AsSpan(end.Length - SnapshotFormat.HashBytes);
        if (BinaryPrimitives.ReadInt32LittleEndian(end) != 0
            || BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(sizeof(int))) != bytes.Length
            || !hash.GetHashAndReset().AsSpan().SequenceEqual(expected))
        {
            return (null, "its checksum does not fit");
        }

        return (new SnapshotFile(header, headerBytes, bytes), null);
    }

    /// <summary>Reads no more than a file's header, or says why not.</summary>
    public static async Task<(SnapshotHeader? Header, string? Fault)> ReadHeaderAsync(OpenBlob blob, CancellationToken cancellationToken)
    {
        var start = new byte[Math.Min(blob.Length, SnapshotFormat.MaxHeaderBytes)];
        var read = await blob.Stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var header = SnapshotHeader.TryRead(start.AsSpan(0, read), out _, out var fault);
        return (header, fault);
    }
}
