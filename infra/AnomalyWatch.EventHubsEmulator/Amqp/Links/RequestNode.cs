using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>What a node answers.</summary>
/// <param name="Status">As of HTTP.</param>
/// <param name="Description">A sentence, for failures with the condition in front of it as clients show it.</param>
/// <param name="Body">The answer; null for none.</param>
/// <param name="Condition">The error condition of a failure.</param>
internal sealed record NodeAnswer(int Status, string Description, object? Body = null, string? Condition = null);

/// <summary>
/// Takes requests to a node and sends the answers. By hand, as the library's request processor refuses a JavaScript client's reply link and
/// closes the connection of a Python client (eventhubs.md 3.2).
/// </summary>
internal sealed class RequestNode(EntityKind node, FrontConnection connection, Func<Message, NodeAnswer> answer)
{
    /// <summary>Takes a request. Nothing may be thrown from here.</summary>
    public void OnMessage(ListenerLink link, Message message, DeliveryState deliveryState, object state)
    {
        DeliveryState outcome = new Accepted();
        try
        {
            var request = ((RawMessage)message).ToMessage();
            if (connection.FindReplyLink(node, request.Properties?.ReplyTo, link.Session) is { } reply)
            {
                reply.Send(Encode(answer(request), request));
            }
        }
        catch (Exception)
        {
            // A request that cannot be read is its sender's trouble; the decoder's exceptions are many.
            outcome = new Rejected { Error = ServiceErrors.BadMessage() };
        }

        link.DisposeMessage(message, outcome, settled: true);
        message.Dispose();
    }

    private static Message Encode(NodeAnswer answer, Message request)
    {
        var message = new Message(answer.Body ?? string.Empty)
        {
            Properties = new Properties(),
            ApplicationProperties = new ApplicationProperties(),
        };

        // The identifier goes back in the type it came in: Python's is a number.
        if (request.Properties?.GetMessageId() is { } id)
        {
            message.Properties.SetCorrelationId(id);
        }

        message.ApplicationProperties["status-code"] = answer.Status;
        message.ApplicationProperties["status-description"] = answer.Description;
        if (answer.Condition is not null)
        {
            message.ApplicationProperties["error-condition"] = new global::Amqp.Types.Symbol(answer.Condition);
        }

        return message;
    }
}
