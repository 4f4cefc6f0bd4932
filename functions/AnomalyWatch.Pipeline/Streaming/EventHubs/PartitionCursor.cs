using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Reads a partition from a sequence number on, over a link that is attached anew behind the last event read when it is gone.</summary>
internal sealed class PartitionCursor(string hub, int partition, EventHubOptions options, ConnectionSlot slot, TimeProvider time, long next) : IAsyncDisposable
{
    private const string SelectorFilter = "apache.org:selector-filter:string";

    private readonly Attempts _attempts = new(slot, options, time);
    private HubConnection? _connection;
    private ReceiverLink? _link;
    private TimeSpan _pause = options.FirstPause;
    private long _next = next;

    /// <summary>The next event, however long it takes. Throws what no attempt can mend.</summary>
    public async Task<HubEvent> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var link = await AttachAsync(cancellationToken).ConfigureAwait(false);
                var message = await link.ReceiveAsync(options.StepTimeout).WaitAsync(cancellationToken).ConfigureAwait(false);
                if (message is not null && Take(link, message) is { } hubEvent)
                {
                    _pause = options.FirstPause;
                    return hubEvent;
                }

                if (message is null && (link.IsClosed || !_connection!.IsOpen))
                {
                    throw new AmqpException(link.Error ?? new Error("amqp:connection:forced") { Description = "The link was closed." });
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && RetryRule.Of(exception) != RetryAdvice.Never)
            {
                StreamingMeters.Retries.Add(1);
                var connection = _connection;
                (_link, _connection) = (null, null);
                await _attempts.PrepareAsync(connection, RetryRule.Of(exception), cancellationToken).ConfigureAwait(false);
                await Task.Delay(_pause, time, cancellationToken).ConfigureAwait(false);
                _pause = _pause * 2 < options.LongestPause ? _pause * 2 : options.LongestPause;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_link is { IsClosed: false } link)
        {
            try
            {
                await link.CloseAsync(TimeSpan.FromSeconds(2), null).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is AmqpException or TimeoutException or ObjectDisposedException or InvalidOperationException)
            {
                // It is gone; that is all that was wanted.
            }
        }
    }

    /// <summary>The event of a message, or null for one that was read before.</summary>
    private HubEvent? Take(ReceiverLink link, Message message)
    {
        using (message)
        {
            // Also where it is settled already: this is what gives the sender new credit.
            link.Accept(message);
            var annotations = message.MessageAnnotations;
            if (annotations?[new Symbol("x-opt-sequence-number")] is not long sequenceNumber || sequenceNumber < _next)
            {
                return null;
            }

            var enqueued = annotations[new Symbol("x-opt-enqueued-time")] is DateTime stamp ? new DateTimeOffset(DateTime.SpecifyKind(stamp, DateTimeKind.Utc)) : DateTimeOffset.UnixEpoch;
            _next = sequenceNumber + 1;
            return new HubEvent(sequenceNumber, enqueued, BodyOf(message));
        }
    }

    /// <summary>The bytes of a body; a text is given in UTF-8, since a user's own producer may send one.</summary>
    private static byte[] BodyOf(Message message) => message.Body switch
    {
        byte[] bytes => bytes,
        string text => System.Text.Encoding.UTF8.GetBytes(text),
        _ => [],
    };

    private async Task<ReceiverLink> AttachAsync(CancellationToken cancellationToken)
    {
        _connection = await slot.GetAsync(cancellationToken).ConfigureAwait(false);
        if (_link is { IsClosed: false })
        {
            return _link;
        }

        var position = _next <= 0 ? "amqp.annotation.x-opt-offset > '-1'" : string.Create(CultureInfo.InvariantCulture, $"amqp.annotation.x-opt-sequence-number > '{_next - 1}'");
        var filter = new Map { [new Symbol(SelectorFilter)] = new DescribedValue(new Symbol(SelectorFilter), position) };
        var name = $"{hub}-{partition}-{Links.NextName()}";
        var attach = new Attach
        {
            Source = new Source { Address = $"{hub}/ConsumerGroups/{options.ConsumerGroup}/Partitions/{partition}", FilterSet = filter },
            Target = new Target { Address = name },
            SndSettleMode = SenderSettleMode.Settled,
        };
        var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var link = new ReceiverLink(_connection.Session, name, attach, (_, answer) => Links.Complete(attached, answer.Source is not null));
        Links.FailWhenClosed(link, attached);
        await attached.Task.WaitAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        link.SetCredit(options.Prefetch);
        return _link = link;
    }
}
