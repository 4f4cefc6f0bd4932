using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>One fold's part of the route, for whoever leads its hub's events through it: <see cref="InvocationPipeline"/> follows the hub, <see cref="HandedOver{TRecord, TOutput}"/> is handed events.</summary>
/// <typeparam name="TRecord">What comes in.</typeparam>
/// <typeparam name="TOutput">What the fold has to say.</typeparam>
public interface IFoldRoute<TRecord, TOutput>
{
    /// <summary>The hub whose events the fold takes.</summary>
    IInvocationHub Hub { get; }

    /// <summary>Makes what leads one partition through the fold; where states are kept it goes on from the kept one by <see cref="PartitionRunner{TRecord, TOutput}.RestoreAsync"/>.</summary>
    PartitionRunner<TRecord, TOutput> NewRunner(int partition);

    /// <summary>To be called between restoring a runner and its first event.</summary>
    Task BeginAsync(PartitionRunner<TRecord, TOutput> runner, CancellationToken cancellationToken);

    /// <summary>Hands on what the fold has said to one event; tries until it succeeds.</summary>
    Task DeliverAsync(int partition, FoldOutput<TOutput> output, CancellationToken cancellationToken);
}
