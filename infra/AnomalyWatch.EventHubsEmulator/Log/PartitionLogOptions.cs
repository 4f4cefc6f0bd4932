namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>How one partition's log keeps its records.</summary>
public sealed record PartitionLogOptions
{
    /// <summary>The smallest cache: it takes the largest batch twice.</summary>
    public const long SmallestMemoryBytes = 4L << 20;

    /// <summary>The smallest segment.</summary>
    public const long SmallestSegmentBytes = 4L << 10;

    /// <summary>The largest segment: positions inside a segment file stay below 2 GiB.</summary>
    public const long LargestSegmentBytes = 1L << 30;

    /// <summary>The folder of the segment files, made when it is missing; <c>null</c> keeps the log in memory only, where <see cref="MemoryBytes"/> is the retention.</summary>
    public string? Folder { get; init; }

    /// <summary>The partition's number. It is written into each segment, so that the files of one partition are never taken for another's.</summary>
    public int Partition { get; init; }

    /// <summary>The size at which a segment is closed and the next begun. Default 64 MiB. Retention works in whole segments.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Closed segments are dropped, oldest first, while the log holds more than this. Default 1 GiB; <c>null</c> for no limit. It is looked at when a segment closes, so one segment more may be on the disk.</summary>
    public long? RetainedBytes { get; init; } = 1L << 30;

    /// <summary>A closed segment is dropped when its newest record is older than this; a segment is closed at the latest after a quarter of it. Default one day; <c>null</c> for no limit.</summary>
    public TimeSpan? RetainedFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>When bytes are forced to the disk. Default <see cref="FlushMode.Interval"/>.</summary>
    public FlushMode FlushMode { get; init; } = FlushMode.Interval;

    /// <summary>How often, with <see cref="FlushMode.Interval"/>. Default 100 ms.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The newest bytes kept in memory, in reused chunks of 1 MiB that are taken as they are needed. Default 8 MiB. Older records are read from the files.</summary>
    public long MemoryBytes { get; init; } = 8L << 20;

    /// <summary>A test's stand-in for a disk that is full: told the bytes that are about to be written, it answers how many the disk takes before it fails.</summary>
    internal Func<int, int>? DiskTakes { get; init; }

    /// <summary>A test's stand-in for a disk that cannot be flushed: called before each flush, it may throw.</summary>
    internal Action? DiskFlushes { get; init; }

    /// <summary>Throws one <see cref="ArgumentException"/> that names everything that is wrong.</summary>
    public void Validate()
    {
        var wrong = new List<string>();
        if (Folder is { } folder && string.IsNullOrWhiteSpace(folder))
        {
            wrong.Add("Folder is blank; leave it out to keep the log in memory.");
        }

        if (Partition < 0)
        {
            wrong.Add($"Partition is {Partition}; it begins at 0.");
        }

        if (SegmentBytes is < SmallestSegmentBytes or > LargestSegmentBytes)
        {
            wrong.Add($"SegmentBytes is {SegmentBytes}; it lies between {SmallestSegmentBytes} and {LargestSegmentBytes}.");
        }

        if (RetainedBytes < SegmentBytes)
        {
            wrong.Add($"RetainedBytes is {RetainedBytes}, less than one segment of {SegmentBytes}.");
        }

        if (RetainedFor <= TimeSpan.Zero)
        {
            wrong.Add($"RetainedFor is {RetainedFor}; it is a positive time.");
        }

        if (!Enum.IsDefined(FlushMode))
        {
            wrong.Add($"FlushMode {(int)FlushMode} is unknown.");
        }

        if (FlushInterval < TimeSpan.FromMilliseconds(1) || FlushInterval > TimeSpan.FromHours(1))
        {
            wrong.Add($"FlushInterval is {FlushInterval}; it lies between 1 ms and 1 h.");
        }

        if (MemoryBytes < SmallestMemoryBytes)
        {
            wrong.Add($"MemoryBytes is {MemoryBytes}; the least is {SmallestMemoryBytes}.");
        }

        if (wrong.Count > 0)
        {
            throw new ArgumentException($"The options of the partition log do not hold: {string.Join(" ", wrong)}");
        }
    }
}
