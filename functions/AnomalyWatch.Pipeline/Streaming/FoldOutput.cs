namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>What a fold had to say to one event of the log.</summary>
/// <typeparam name="TOutput">What one statement is.</typeparam>
/// <param name="SequenceNumber">The event.</param>
/// <param name="Clock">The log's clock after it.</param>
/// <param name="Mark">Whether the event was a tick.</param>
/// <param name="Items">What was said, in order; valid only during the call.</param>
public readonly record struct FoldOutput<TOutput>(long SequenceNumber, DateTimeOffset Clock, PackMark Mark, IReadOnlyList<TOutput> Items);
