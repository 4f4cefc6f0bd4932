using Amqp.Framing;
using Amqp.Handler;
using Amqp.Types;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>Completes what the library sends: it leaves out null fields at the end of a list, which Python's client reads by position.</summary>
internal sealed class FrontHandler : IHandler
{
    /// <inheritdoc/>
    public bool CanHandle(EventId id) => id is EventId.ConnectionLocalOpen or EventId.SessionLocalOpen or EventId.LinkLocalOpen;

    /// <inheritdoc/>
    public void Handle(Event protocolEvent)
    {
        switch (protocolEvent.Context)
        {
            case Open open:
                open.Properties = new Fields();
                break;
            case Begin begin:
                begin.Properties = new Fields();
                break;
            case Attach attach:
                attach.Properties ??= new Fields();
                break;
        }
    }
}
