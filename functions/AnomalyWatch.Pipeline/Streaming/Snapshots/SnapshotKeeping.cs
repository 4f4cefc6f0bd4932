namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Where and when the states of folds are kept.</summary>
/// <param name="Blobs">Where.</param>
/// <param name="Clock">Which clock the states belong to; a state of the other kind is refused.</param>
/// <param name="Time">The machine's clock: how often to keep is the process's affair, never the log's.</param>
/// <param name="Say">Is told, in a sentence without any content, what a person should know: a damaged state, one that cannot be written.</param>
public sealed record SnapshotKeeping(ISnapshotBlobs Blobs, ClockMode Clock, TimeProvider Time, Action<string> Say)
{
    /// <summary>How often a state is kept while the process runs. Default half a minute.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much is kept.</summary>
    public SnapshotOptions Options { get; init; } = new();

    /// <summary>Is called between two steps, with the name of the point; for kill tests.</summary>
    public Action<string>? Reached { get; init; }
}
