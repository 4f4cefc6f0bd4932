namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Records of one delivery for one partition, or a mark, on their way into the log. Guarded by the lock of its queue.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
internal sealed class PendingDelivery<TRecord>(string source, DateTimeOffset? clock, ClockMode mode, PackMark mark, IReadOnlyList<TRecord> records)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Source { get; } = source;

    public DateTimeOffset? Clock { get; } = clock;

    public ClockMode Mode { get; } = mode;

    public PackMark Mark { get; } = mark;

    public IReadOnlyList<TRecord> Records { get; } = records;

    /// <summary>What it takes of the room for waiting.</summary>
    public int Bytes { get; init; }

    /// <summary>When it joined the queue, on the provider's stopwatch.</summary>
    public long Since { get; set; }

    /// <summary>How many of its records are in packs already.</summary>
    public int Taken { get; set; }

    /// <summary>Completes when the log has all of it, or fails when nobody knows.</summary>
    public Task Done => _done.Task;

    /// <summary>Whether a pack that holds some of it failed.</summary>
    public bool HasFailed => _done.Task.IsFaulted;

    /// <summary>Whether nothing may wait for it: on recorded time deliveries come one after the other, so waiting would gather nothing.</summary>
    public bool IsUrgent => Mark != PackMark.Records || Mode == ClockMode.Record;

    /// <summary>Whether it may share a pack with another.</summary>
    public bool GoesWith(PendingDelivery<TRecord> other) => Mark == PackMark.Records && other.Mark == PackMark.Records
        && Mode == other.Mode && Clock.HasValue == other.Clock.HasValue && string.Equals(Source, other.Source, StringComparison.Ordinal);

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
