using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>One stretch of the log: a file with a header and records, or, in a log kept in memory, just the bounds and the index of what the ring holds.</summary>
internal sealed class Segment : IDisposable
{
    private readonly Lock _scanning = new();
    private readonly SafeFileHandle? _file;
    private readonly SegmentHeader _header;
    private SparseIndex? _index;

    private Segment(SegmentHeader header, string name, SafeFileHandle? file, SparseIndex? index)
    {
        _header = header;
        _file = file;
        _index = index;
        Name = name;
        End = header.BaseOffset;
    }

    /// <summary>The file's name without its folder; it repeats the two numbers that the header begins with, so that a damaged header loses nothing that matters.</summary>
    public string Name { get; }

    public long FirstSequenceNumber => _header.FirstSequenceNumber;

    public long BaseOffset => _header.BaseOffset;

    /// <summary>The enqueued time of the last record before this segment, <see cref="SegmentHeader.NoTime"/> when unknown.</summary>
    public long TimeBefore => _header.TimeBefore;

    public long OffsetBefore => _header.OffsetBefore;

    /// <summary>Where the segment ends in the log. Only the appender reads it of the active segment; others bound themselves by the published end.</summary>
    public long End { get; set; }

    public long Bytes => End - BaseOffset;

    public bool HasFile => _file is not null;

    /// <summary>The index. That of a segment found on the disk is made by a scan when somebody first asks.</summary>
    public SparseIndex Index
    {
        get
        {
            if (Volatile.Read(ref _index) is { } ready)
            {
                return ready;
            }

            lock (_scanning)
            {
                return _index ?? Adopt(SegmentScan.Run(this, End - BaseOffset).Index);
            }
        }
    }

    public static string NameOf(long firstSequenceNumber, long baseOffset) =>
        string.Create(CultureInfo.InvariantCulture, $"{firstSequenceNumber:D20}-{baseOffset:D20}.log");

    public static bool TryParseName(string name, out long firstSequenceNumber, out long baseOffset)
    {
        firstSequenceNumber = baseOffset = 0;
        return name.Length == 45 && name[20] == '-'
            && long.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out firstSequenceNumber)
            && long.TryParse(name.AsSpan(21, 20), NumberStyles.None, CultureInfo.InvariantCulture, out baseOffset)
            && name.EndsWith(".log", StringComparison.Ordinal);
    }

    /// <summary>Begins a new, empty segment.</summary>
    public static Segment Create(SegmentHeader header, string? folder)
    {
        var name = NameOf(header.FirstSequenceNumber, header.BaseOffset);
        if (folder is null)
        {
            return new Segment(header, name, null, new SparseIndex());
        }

        var path = Path.Combine(folder, name);
        // A file of this name can only be what an attempt that failed has left; nothing of it was ever readable.
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            RandomAccess.Write(file, header.Encode(), 0);
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }

        return new Segment(header, name, file, new SparseIndex());
    }

    /// <summary>Takes over a file. Its index is made later.</summary>
    public static Segment TakeOver(SegmentHeader header, string name, SafeFileHandle file) =>
        new(header, name, file, null) { End = header.BaseOffset + RandomAccess.GetLength(file) - SegmentHeader.Bytes };

    public SparseIndex Adopt(SparseIndex index)
    {
        Volatile.Write(ref _index, index);
        return index;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file!, bytes, InFile(offset));

    /// <summary>Takes away all behind an offset of the log.</summary>
    public void CutAt(long offset) => RandomAccess.SetLength(_file!, InFile(offset));

    public void FlushToDisk() => RandomAccess.FlushToDisk(_file!);

    /// <summary>Reads as many bytes as there are, up to the buffer's length; fewer when the file ends or the disk fails.</summary>
    public int Read(long offset, Span<byte> into)
    {
        var read = 0;
        try
        {
            while (read < into.Length && RandomAccess.Read(_file!, into[read..], InFile(offset + read)) is > 0 and var part)
            {
                read += part;
            }
        }
        catch (IOException)
        {
            // A sector that cannot be read is the same to a reader as one that holds something else: damage, to be skipped and counted.
        }

        return read;
    }

    public void Dispose() => _file?.Dispose();

    private long InFile(long offset) => offset - BaseOffset + SegmentHeader.Bytes;
}
