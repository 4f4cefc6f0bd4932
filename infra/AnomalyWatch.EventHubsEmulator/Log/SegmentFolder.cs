namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>The folder of one partition: opened by one process at a time, its segments taken over as a crash may have left them.</summary>
internal sealed class SegmentFolder : IDisposable
{
    private readonly string _path;
    private readonly int _partition;
    private readonly FileStream _lock;
    private readonly List<string> _notes = [];

    private SegmentFolder(string path, int partition, FileStream held)
    {
        _path = path;
        _partition = partition;
        _lock = held;
    }

    /// <summary>Makes the folder when it is missing, and holds it against other processes until it is disposed of.</summary>
    public static SegmentFolder Hold(string path, int partition)
    {
        Directory.CreateDirectory(path);
        try
        {
            return new SegmentFolder(path, partition, new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new IOException($"The log in {path} cannot be opened: another process, or another log of this one, has it open. ({e.Message})", e);
        }
    }

    /// <summary>Reads what is there. The newest segment is checked record by record and its torn end cut; of the older ones only the headers are read.</summary>
    public (LogView View, RecoveryReport Report) Recover()
    {
        var segments = new List<Segment>();
        try
        {
            foreach (var (name, first, offset) in Names())
            {
                if (TakeOver(name, first, offset) is { } segment)
                {
                    segments.Add(segment);
                }
            }

            if (segments.Count == 0)
            {
                return (Begin(Segment.Create(new SegmentHeader(_partition, 0, 0, SegmentHeader.NoTime, -1), _path)), RecoveryReport.Fresh with { Notes = _notes });
            }

            return CheckNewest(segments);
        }
        catch
        {
            segments.ForEach(segment => segment.Dispose());
            throw;
        }
    }

    /// <summary>The view of a log that has never held anything.</summary>
    public static LogView Begin(Segment segment) => new(new LogPosition(0, -1, -1, DateTimeOffset.MinValue), [segment]);

    public void Delete(Segment segment)
    {
        segment.Dispose();
        try
        {
            File.Delete(Path.Combine(_path, segment.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays until the next start, which takes it over and drops it again.
        }
    }

    public void Dispose() => _lock.Dispose();

    private IEnumerable<(string Name, long First, long Offset)> Names() =>
        from path in Directory.EnumerateFiles(_path, "*.log")
        let name = Path.GetFileName(path)
        let numbers = Segment.TryParseName(name, out var first, out var offset) ? (First: first, Offset: offset) : (First: -1, Offset: -1)
        where numbers.First >= 0
        orderby numbers.First, numbers.Offset
        select (name, numbers.First, numbers.Offset);

    private Segment? TakeOver(string name, long first, long offset)
    {
        var path = Path.Combine(_path, name);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            var bytes = new byte[SegmentHeader.Bytes];
            var read = RandomAccess.Read(file, bytes, 0);
            if (read < bytes.Length)
            {
                // The process died while it began the file; a record is never written before the header is.
                file.Dispose();
                File.Delete(path);
                _notes.Add($"{name} ended within its header and was removed.");
                return null;
            }

            var header = SegmentHeader.TryDecode(bytes, path);
            if (header is not null && header.Partition != _partition)
            {
                throw new InvalidDataException($"The log segment {path} belongs to partition {header.Partition}, not {_partition}.");
            }

            if (header is null || header.FirstSequenceNumber != first || header.BaseOffset != offset)
            {
                _notes.Add($"{name} has a damaged header; its name was believed instead.");
                header = new SegmentHeader(_partition, first, offset, SegmentHeader.NoTime, -1);
            }

            return Segment.TakeOver(header, name, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private (LogView View, RecoveryReport Report) CheckNewest(List<Segment> segments)
    {
        var newest = segments[^1];
        var scan = SegmentScan.Run(newest, newest.Bytes);
        var cut = newest.End - scan.End;
        if (cut > 0)
        {
            newest.CutAt(scan.End);
            newest.End = scan.End;
            _notes.Add($"{newest.Name}: {cut} bytes behind sequence number {scan.Last?.SequenceNumber ?? newest.FirstSequenceNumber - 1} were no whole record and were cut.");
        }

        if (scan.Gaps > 0)
        {
            _notes.Add($"{newest.Name} is damaged in {scan.Gaps} places before its end; what follows them was kept.");
        }

        newest.Adopt(scan.Index);
        var last = scan.Last ?? new Place(newest.FirstSequenceNumber - 1, newest.OffsetBefore, newest.TimeBefore);
        var position = new LogPosition(
            segments[0].FirstSequenceNumber,
            last.SequenceNumber,
            last.Offset,
            last.EnqueuedMs == SegmentHeader.NoTime ? DateTimeOffset.MinValue : DateTimeOffset.FromUnixTimeMilliseconds(last.EnqueuedMs))
        {
            EndOffset = newest.End,
        };
        return (new LogView(position, [.. segments]), new RecoveryReport(segments.Count, scan.Records, cut, _notes));
    }
}
