using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator.Amqp.Links;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;
using AnomalyWatch.EventHubsEmulator.Amqp.Transport;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>What the library asks when a peer attaches a link: which address it names, whether the peer may, and who serves it.</summary>
internal sealed class FrontContainer(
    IReadOnlyDictionary<string, EmulatedHub> hubs, TokenCheck tokens, EmulatorFaults faults, ConnectionLimits limits,
    Func<Connection, FrontConnection> connectionOf, TimeProvider time) : IContainer
{
    private const int ProducerCredit = 1_000;
    private const int RequestCredit = 32;
    private const string EpochProperty = "com.microsoft:epoch";
    private const string NameProperty = "com.microsoft:receiver-name";
    private const string EndCapability = "com.microsoft:enable-receiver-runtime-metric";

    /// <inheritdoc/>
    public X509Certificate2 ServiceCertificate => null!;

    /// <inheritdoc/>
    public IDictionary<string, TransportProvider> CustomTransports { get; } = new Dictionary<string, TransportProvider>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Message CreateMessage(ByteBuffer buffer) => new RawMessage(buffer);

    /// <inheritdoc/>
    public Link CreateLink(ListenerConnection connection, ListenerSession session, Attach attach) => new ListenerLink(session, attach);

    /// <inheritdoc/>
    public bool AttachLink(ListenerConnection connection, ListenerSession session, Link link, Attach attach)
    {
        var front = connectionOf(connection);
        var listening = (ListenerLink)link;
        if (!front.TryCount(listening, limits.LinksPerConnection))
        {
            throw new AmqpException(ServiceErrors.TooManyLinks(limits.LinksPerConnection));
        }

        // Role says who receives: a peer that attaches as receiver is sent to.
        if (attach.Role)
        {
            // The first delivery is ours to count, from 0, whatever the peer wrote.
            attach.InitialDeliveryCount = 0;
            AttachReceiver(front, listening, attach);
        }
        else
        {
            AttachSender(front, listening, attach);
            attach.MaxMessageSize = PublisherLink.MaxMessageBytes;
        }

        return true;
    }

    private void AttachSender(FrontConnection front, ListenerLink link, Attach attach)
    {
        var entity = EntityPath.Parse((attach.Target as Target)?.Address);
        switch (entity.Kind)
        {
            case EntityKind.Cbs:
                link.InitializeReceiver(RequestCredit, new RequestNode(EntityKind.Cbs, front, new CbsNode(front.Claims, tokens, time).Answer).OnMessage, null);
                return;
            case EntityKind.Management:
                var node = new ManagementNode(hubs, front.Claims, tokens, time);
                link.InitializeReceiver(RequestCredit, new RequestNode(EntityKind.Management, front, node.Answer).OnMessage, null);
                return;
            case EntityKind.Hub or EntityKind.Partition:
                Authorize(front, link, entity.Path, AccessRights.Send, "Send");
                var hub = Find(entity);
                int? partition = entity.Kind == EntityKind.Partition ? PartitionOf(hub, entity) : null;
                link.InitializeReceiver(ProducerCredit, new PublisherLink(hub, partition, faults).OnMessage, null);
                return;
            default:
                throw new AmqpException(ServiceErrors.NotFound(entity.Path));
        }
    }

    private void AttachReceiver(FrontConnection front, ListenerLink link, Attach attach)
    {
        var source = attach.Source as Source;
        var entity = EntityPath.Parse(source?.Address);
        switch (entity.Kind)
        {
            case EntityKind.Cbs when front.HasReplyLink(EntityKind.Cbs):
                throw new AmqpException(ServiceErrors.CbsTaken(link.Name));
            case EntityKind.Cbs or EntityKind.Management:
                var reply = new ReplyLink(link, entity.Kind, (attach.Target as Target)?.Address);
                attach.SndSettleMode = SenderSettleMode.Settled;
                link.InitializeSender(static (_, _, _) => { }, static (_, _, _, _) => { }, null);
                front.AddReplyLink(link, reply);
                front.Route(link, front.Transport!.CurrentChannel, attach.Handle, reply);
                return;
            case EntityKind.ConsumerGroupPartition:
                Authorize(front, link, entity.Path, AccessRights.Listen, "Listen");
                AttachConsumer(front, link, attach, source!, entity);
                return;
            default:
                throw new AmqpException(ServiceErrors.NotFound(entity.Path));
        }
    }

    private void AttachConsumer(FrontConnection front, ListenerLink link, Attach attach, Source source, EntityPath entity)
    {
        var hub = Find(entity);
        if (!hub.HasGroup(entity.Group))
        {
            throw new AmqpException(ServiceErrors.NotFound(entity.Path));
        }

        var partition = PartitionOf(hub, entity);
        var log = hub.Log.Partitions[partition];
        if (!ReceiverPosition.TryResolve(ReceiverPosition.SelectorOf(source), log, out var next, out var error))
        {
            throw new AmqpException(error);
        }

        var receivers = hub.Receivers(entity.Group, partition);
        var name = attach.Properties?[new Symbol(NameProperty)] as string ?? link.Name;
        var receiver = new Receiver(name, attach.Properties?[new Symbol(EpochProperty)] as long?, reason => front.Detach(link, reason));
        if (receivers.Admit(receiver) is { } refusal)
        {
            throw new AmqpException(refusal);
        }

        // The service sends settled whatever was asked for: what a receiver has read is the receiver's to remember.
        attach.SndSettleMode = SenderSettleMode.Settled;
        var tellEnd = attach.DesiredCapabilities?.Contains(new Symbol(EndCapability)) ?? false;
        var consumer = new ConsumerLink(link, front.Transport!, log, next, tellEnd, time);
        link.InitializeSender(static (_, _, _) => { }, static (_, _, _, _) => { }, null);
        link.AddClosedCallback((_, _) => receivers.Remove(receiver));
        front.Route(link, front.Transport!.CurrentChannel, attach.Handle, consumer);
        consumer.Start();
    }

    private static void Authorize(FrontConnection front, ListenerLink link, string path, AccessRights needed, string claim)
    {
        if (!front.Claims.Allow(path, needed))
        {
            throw new AmqpException(ServiceErrors.Unauthorized(claim, path));
        }

        front.AddEntityLink(link, path, needed);
    }

    private EmulatedHub Find(in EntityPath entity) =>
        hubs.GetValueOrDefault(entity.Hub) ?? throw new AmqpException(ServiceErrors.NotFound(entity.Path));

    private static int PartitionOf(EmulatedHub hub, in EntityPath entity) =>
        entity.TryGetPartition(hub.Log.Partitions.Count, out var number)
            ? number
            : throw new AmqpException(ServiceErrors.NoSuchPartition(hub.Log.Partitions.Count));
}
