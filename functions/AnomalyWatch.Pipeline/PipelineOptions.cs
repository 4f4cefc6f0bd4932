using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline;

/// <summary>How a pipeline is run.</summary>
/// <param name="Clock">Whose time counts: the machine's at the door, or that of the records. One data folder keeps one kind.</param>
/// <param name="Producer">The writing process, at most 128 characters; must differ from every other one and between two lives of this one, unless the hubs die with it.</param>
/// <param name="Time">The machine's clock, for the door and for pauses between attempts; never for the folds.</param>
/// <param name="Snapshots">Where the states of the folds are kept; null where they die with the process.</param>
public sealed record PipelineOptions(ClockMode Clock, string Producer, TimeProvider Time, SnapshotKeeping? Snapshots = null)
{
    /// <summary>Settings of the first fold.</summary>
    public ScoringOptions Scoring { get; init; } = new();

    /// <summary>Makes what leads one partition through a fold, with or without a kept state.</summary>
    internal PartitionRunner<TRecord, TOutput> NewRunner<TRecord, TOutput>(
        IInvocationHub hub,
        int partition,
        PartitionInput<TRecord> input,
        Func<IFold<TRecord, TOutput>> newFold,
        string foldName,
        Func<bool> mayKeep,
        UnreadableEventKeeper? unreadable) => Snapshots is { } keeping
        ? new PartitionRunner<TRecord, TOutput>(hub, partition, input, newFold, foldName, keeping, mayKeep, unreadable)
        : new PartitionRunner<TRecord, TOutput>(hub, partition, input, newFold, unreadable);

    /// <summary>Tells how far behind a fold is. Recorded time is not behind the machine's: it has nothing to do with it.</summary>
    internal void CountLag(IInvocationHub hub, int partition, DateTimeOffset clock)
    {
        if (Clock == ClockMode.Wall)
        {
            StreamLag.Record(hub.Name, partition, clock, Time.GetUtcNow());
        }
    }
}
