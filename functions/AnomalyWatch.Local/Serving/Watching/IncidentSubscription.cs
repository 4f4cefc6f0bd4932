using System.Threading.Channels;

namespace AnomalyWatch.Local.Serving.Watching;

/// <summary>One listener's queue of changes. A listener that falls too far behind has its queue ended.</summary>
internal sealed class IncidentSubscription(Action<IncidentSubscription> leave) : IDisposable
{
    private const int Capacity = 2048;

    private readonly Channel<IncidentChange> _changes = Channel.CreateBounded<IncidentChange>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>The changes in their order.</summary>
    public ChannelReader<IncidentChange> Changes => _changes.Reader;

    /// <summary>Puts a change into the queue, or ends the queue where it is full.</summary>
    public void Tell(IncidentChange change)
    {
        if (!_changes.Writer.TryWrite(change))
        {
            _changes.Writer.TryComplete();
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => leave(this);
}
