using Amqp;
using Amqp.Framing;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Sends to one partition, over a link that is attached anew when it is gone.</summary>
internal sealed class PartitionProducer(string hub, int partition, TimeSpan timeout) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private HubConnection? _connection;
    private SenderLink? _link;

    /// <summary>Sends one event; returns when the service has acknowledged it.</summary>
    public async Task<bool> SendAsync(HubConnection connection, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var link = await AttachAsync(connection, cancellationToken).ConfigureAwait(false);
        using var message = new Message { BodySection = new Data { Binary = body.ToArray() } };
        try
        {
            await link.SendAsync(message, timeout).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmqpException) when (link.IsClosed && link.Error is { } error)
        {
            // A dying link completes what was under way as released or rejected: what ended the link is what counts.
            throw new AmqpException(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<SenderLink> AttachAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_link is { IsClosed: false } && ReferenceEquals(_connection, connection))
            {
                return _link;
            }

            var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var link = new SenderLink(
                connection.Session,
                $"{hub}-{partition}-{Links.NextName()}",
                new Attach { Source = new Source(), Target = new Target { Address = $"{hub}/Partitions/{partition}" } },
                (_, attach) => Links.Complete(attached, attach.Target is not null));
            Links.FailWhenClosed(link, attached);
            await attached.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            (_connection, _link) = (connection, link);
            return link;
        }
        finally
        {
            _turn.Release();
        }
    }
}
