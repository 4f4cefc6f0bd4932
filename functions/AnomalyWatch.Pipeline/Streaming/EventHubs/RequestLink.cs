using System.Globalization;
using Amqp;
using Amqp.Framing;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Requests to a node that answers (<c>$cbs</c>, <c>$management</c>), one at a time: the service takes one such pair of links per connection.</summary>
internal sealed class RequestLink : IDisposable
{
    private readonly SenderLink _sender;
    private readonly ReceiverLink _receiver;
    private readonly string _replyTo;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _number;

    public RequestLink(Session session, string node)
    {
        _replyTo = node + "-reply";
        _sender = new SenderLink(session, node + "-request", node);
        _receiver = new ReceiverLink(session, _replyTo, new Attach { Source = new Source { Address = node }, Target = new Target { Address = _replyTo } }, null);
    }

    /// <summary>Sends a request and gives its answer. Throws <see cref="TimeoutException"/>, or <see cref="AmqpException"/> for an answer that is no success.</summary>
    public async Task<Message> AskAsync(object body, ApplicationProperties properties, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var id = (++_number).ToString(CultureInfo.InvariantCulture);
            using var request = new Message { BodySection = new AmqpValue { Value = body }, Properties = new Properties { MessageId = id, ReplyTo = _replyTo }, ApplicationProperties = properties };
            await _sender.SendAsync(request, timeout).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var answer = await _receiver.ReceiveAsync(timeout).WaitAsync(cancellationToken).ConfigureAwait(false)
                    ?? throw new TimeoutException("The service did not answer a request in time.");
                _receiver.Accept(answer);
                if (answer.Properties?.GetCorrelationId() is { } correlation && correlation.ToString() == id)
                {
                    return Check(answer);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static Message Check(Message answer)
    {
        var status = answer.ApplicationProperties?["status-code"] is { } code ? Convert.ToInt32(code, CultureInfo.InvariantCulture) : 0;
        if (status is >= 200 and < 300)
        {
            return answer;
        }

        var condition = answer.ApplicationProperties?["error-condition"]?.ToString()
            ?? (status switch { 401 => "amqp:unauthorized-access", 404 => "amqp:not-found", _ => "amqp:internal-error" });
        throw new AmqpException(new Error(condition) { Description = answer.ApplicationProperties?["status-description"]?.ToString() });
    }
}
