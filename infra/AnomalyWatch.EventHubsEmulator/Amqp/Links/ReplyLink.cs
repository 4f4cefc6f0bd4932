using Amqp;
using Amqp.Listener;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>The link on which answers of <c>$cbs</c> or <c>$management</c> go to a client.</summary>
internal sealed class ReplyLink(ListenerLink link, EntityKind node, string? targetAddress) : IOutgoingLink
{
    private const int MaxWaiting = 64;

    private readonly Lock _gate = new();
    private readonly LinkCredit _credit = new();
    private readonly Queue<Message> _waiting = new();

    private bool _closed;

    /// <summary>The node whose answers it takes.</summary>
    public EntityKind Node { get; } = node;

    /// <summary>Whether a request's reply-to means this link: JavaScript writes the link's name there, .NET the target's address, Python nothing.</summary>
    public bool IsNamed(string replyTo) => replyTo == targetAddress || replyTo == link.Name;

    /// <summary>Whether it belongs to a session.</summary>
    public bool IsOf(Session session) => ReferenceEquals(link.Session, session);

    /// <summary>Sends an answer now, or when there is credit. A client that gives none loses what is beyond 64.</summary>
    public void Send(Message answer)
    {
        lock (_gate)
        {
            if (_waiting.Count < MaxWaiting)
            {
                _waiting.Enqueue(answer);
            }

            SendWaiting();
        }
    }

    /// <inheritdoc/>
    public void OnFlow(uint deliveryCount, uint credit, bool drain)
    {
        lock (_gate)
        {
            _credit.Grant(deliveryCount, credit, drain);
            SendWaiting();
        }
    }

    /// <inheritdoc/>
    public void OnWritten(int bytes)
    {
        // Answers are few and small.
    }

    /// <inheritdoc/>
    public void StopSending() => OnClosed();

    /// <inheritdoc/>
    public void OnClosed()
    {
        lock (_gate)
        {
            _closed = true;
            _waiting.Clear();
        }
    }

    private void SendWaiting()
    {
        while (!_closed && _waiting.Count > 0 && _credit.TryTake())
        {
            link.SendMessage(_waiting.Dequeue());
        }
    }
}
