using System.Buffers;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Goes through a file's entries in their order, a block unpacked at a time. The file's checksum fits, so what cannot be here was never written by us; it is
/// still not believed: <see cref="Fault"/> says what it is and there are no more entries.
/// </summary>
internal sealed class SnapshotCursor : IDisposable
{
    private readonly SnapshotFile _file;
    private readonly byte[] _packed = ArrayPool<byte>.Shared.Rent(SnapshotFormat.MaxBlockBytes);
    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(SnapshotFormat.MaxBlockBytes);
    private long _next;
    private long _begin;
    private int _length;
    private int _at;
    private int _entries;
    private long _entryBytes;
    private (int Start, int Length) _bytes;
    private int _entryAt;

    /// <summary>Begins before the first entry.</summary>
    public SnapshotCursor(SnapshotFile file)
    {
        _file = file;
        _next = file.HeaderBytes;
    }

    /// <summary>What is wrong with the file, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>The key of the entry.</summary>
    public string Key { get; private set; } = string.Empty;

    /// <summary>Whether the entry says that it is gone.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The bytes of the entry, valid until the next is asked for.</summary>
    public ReadOnlySpan<byte> Bytes => _block.AsSpan(_bytes.Start, _bytes.Length);

    /// <summary>Where the entry lies, in a file of this number; nowhere where a place cannot say it.</summary>
    public EntryPlace PlaceIn(int file)
    {
        var length = _at - _entryAt;
        return _begin > uint.MaxValue ? default : new EntryPlace(file, (uint)_begin, _entryAt, length, PackChecksum.Of(_block.AsSpan(_entryAt, length)));
    }

    /// <summary>Unpacks the head, before the first entry is asked for; empty with a <see cref="Fault"/> where it cannot be.</summary>
    public byte[] ReadHead()
    {
        var head = new byte[_file.Header.HeadBytes];
        for (var at = 0; at < head.Length; at += _length)
        {
            if (!NextBlock() || _length > head.Length - at)
            {
                Fail("its head is not as long as it says");
                return [];
            }

            _block.AsSpan(0, _length).CopyTo(head.AsSpan(at));
        }

        _at = _length;
        return head;
    }

    /// <summary>Goes to the next entry.</summary>
    public bool MoveNext()
    {
        if (Fault is not null || (_at == _length && !NextBlock()))
        {
            return false;
        }

        var reader = new StateReader(_block.AsSpan(_at, _length - _at));
        var key = reader.Text(SnapshotFormat.MaxKeyBytes);
        var length = (int)reader.Count(SnapshotFormat.MaxEntryBytes + 1) - 1;
        var left = reader.Left;
        if (reader.Failed || length > left || key.Length == 0 || string.CompareOrdinal(key, Key) <= 0 || (length < 0 && _file.Header.Name.IsFull))
        {
            Fail("an entry cannot be read or stands in the wrong place");
            return false;
        }

        Key = key;
        IsGone = length < 0;
        _bytes = (_length - left, Math.Max(0, length));
        _entryBytes += _bytes.Start + _bytes.Length - _at;
        _entryAt = _at;
        _at = _bytes.Start + _bytes.Length;
        _entries++;
        return true;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_packed);
        ArrayPool<byte>.Shared.Return(_block);
    }

    private void Fail(string fault) => Fault ??= fault;

    /// <summary>Unpacks the next block; false at the end, where everything must have been read.</summary>
    private bool NextBlock()
    {
        (_at, _length) = (0, 0);
        var end = _file.Bytes.Length - SnapshotFormat.EndBytes;
        if (_next == end)
        {
            if (_entries != _file.Header.Entries || _entryBytes != _file.Header.EntryBytes)
            {
                Fail("it has not the entries that it says");
            }

            return false;
        }

        Span<byte> head = stackalloc byte[SnapshotFormat.BlockHeadBytes];
        if (end - _next >= head.Length)
        {
            _file.Bytes.CopyTo(_next, head);
        }

        if (!SnapshotBlock.TryReadHead(head, end - _next, out var length, out var stored))
        {
            Fail("a block's length cannot be");
            return false;
        }

        _file.Bytes.CopyTo(_next + head.Length, _packed.AsSpan(0, stored));
        if (!SnapshotBlock.TryUnpack(head, _packed, 0, stored, _block.AsSpan(0, length)))
        {
            Fail("a block cannot be unpacked");
            return false;
        }

        _begin = _next;
        _next += head.Length + stored;
        _length = length;
        return true;
    }
}
