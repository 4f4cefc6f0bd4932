using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Writes one snapshot's file, a block at a time, see <see cref="SnapshotFormat"/>. The same content under the same name gives the same bytes.
/// </summary>
internal sealed class SnapshotWriter : IDisposable
{
    private readonly Stream _output;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FixedBuffer _block = new(SnapshotFormat.MaxBlockBytes);
    private readonly byte[] _packed = ArrayPool<byte>.Shared.Rent(SnapshotFormat.BlockHeadBytes + SnapshotFormat.MaxBlockBytes);

    private SnapshotWriter(Stream output) => _output = output;

    private long Length { get; set; }

    /// <summary>Writes a file and gives its length in bytes.</summary>
    public static async Task<long> WriteAsync(Stream output, SnapshotHeader header, SnapshotContent content, CancellationToken cancellationToken)
    {
        using var writer = new SnapshotWriter(output);
        await writer.PutAsync(header.Write(), cancellationToken).ConfigureAwait(false);
        await writer.PutHeadAsync(content.Head, cancellationToken).ConfigureAwait(false);
        await writer.PutEntriesAsync(content, cancellationToken).ConfigureAwait(false);

        var end = new byte[SnapshotFormat.EndBytes];
        var hashAt = SnapshotFormat.EndBytes - SnapshotFormat.HashBytes;
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(sizeof(uint)), writer.Length + SnapshotFormat.EndBytes);
        writer._hash.AppendData(end, 0, hashAt);
        writer._hash.GetHashAndReset().CopyTo(end, hashAt);
        await output.WriteAsync(end, cancellationToken).ConfigureAwait(false);
        return writer.Length + SnapshotFormat.EndBytes;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        _block.Dispose();
        ArrayPool<byte>.Shared.Return(_packed);
    }

    private async Task PutHeadAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        for (; head.Length > 0; head = head[Math.Min(head.Length, SnapshotFormat.BlockBytes)..])
        {
            _block.Write(head.Span[..Math.Min(head.Length, SnapshotFormat.BlockBytes)]);
            await PutBlockAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PutEntriesAsync(SnapshotContent content, CancellationToken cancellationToken)
    {
        content.Placed.Clear();
        if (content.Carried is not { } others)
        {
            await PutOwnAsync(content, 0, content.Entries.Length, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var own = 0;
            await foreach (var (key, stored) in others.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var before = own;
                while (own < content.Entries.Length && string.CompareOrdinal(content.Entries[own].Key, key) < 0)
                {
                    own++;
                }

                await PutOwnAsync(content, before, own, cancellationToken).ConfigureAwait(false);
                await MakeRoomAsync(stored.Length, cancellationToken).ConfigureAwait(false);
                var at = _block.Count;
                _block.Write(stored.Span);
                Note(content, key, at);
            }

            await PutOwnAsync(content, own, content.Entries.Length, cancellationToken).ConfigureAwait(false);
        }

        await PutBlockAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PutOwnAsync(SnapshotContent content, int from, int to, CancellationToken cancellationToken)
    {
        for (var i = from; i < to; i++)
        {
            var entry = content.Entries[i];
            await MakeRoomAsync(entry.Bytes?.Length ?? 0, cancellationToken).ConfigureAwait(false);
            var at = _block.Count;
            var writer = new StateWriter(_block);
            writer.Text(entry.Key);
            writer.Count(entry.Bytes is { } length ? length.Length + 1 : 0);
            _block.Write(entry.Bytes.GetValueOrDefault().Span);
            if (entry.IsIdle)
            {
                Note(content, entry.Key, at);
            }
        }
    }

    private ValueTask MakeRoomAsync(int bytes, CancellationToken cancellationToken) =>
        _block.Count > 0 && _block.Count + bytes > SnapshotFormat.BlockBytes - SnapshotFormat.MaxKeyBytes
            ? new ValueTask(PutBlockAsync(cancellationToken))
            : ValueTask.CompletedTask;

    /// <summary>Notes where an entry lies that was put into the block at hand, whose place is the file's end.</summary>
    private void Note(SnapshotContent content, string key, int at)
    {
        if (Length <= uint.MaxValue)
        {
            var stored = _block.Written.Span[at..];
            content.Placed.Add(new PlacedEntry(EntryId.Of(key), new EntryPlace(0, (uint)Length, at, stored.Length, PackChecksum.Of(stored))));
        }
    }

    private async Task PutBlockAsync(CancellationToken cancellationToken)
    {
        if (_block.Count == 0)
        {
            return;
        }

        var (stored, method) = Pack();
        BinaryPrimitives.WriteInt32LittleEndian(_packed, _block.Count);
        BinaryPrimitives.WriteInt32LittleEndian(_packed.AsSpan(sizeof(int)), stored);
        _packed[2 * sizeof(int)] = method;
        _block.Clear();
        await PutAsync(_packed.AsMemory(0, SnapshotFormat.BlockHeadBytes + stored), cancellationToken).ConfigureAwait(false);
    }

    private (int Stored, byte Method) Pack()
    {
        var block = _block.Written;
        try
        {
            // What does not become shorter does not fit and is stored as it is.
            using var target = new MemoryStream(_packed, SnapshotFormat.BlockHeadBytes, block.Length - 1);
            using (var deflate = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
            {
                deflate.Write(block.Span);
            }

            return ((int)target.Position, SnapshotFormat.Deflate);
        }
        catch (NotSupportedException)
        {
            block.CopyTo(_packed.AsMemory(SnapshotFormat.BlockHeadBytes));
            return (block.Length, SnapshotFormat.Stored);
        }
    }

    private async ValueTask PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
        await _output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
}
