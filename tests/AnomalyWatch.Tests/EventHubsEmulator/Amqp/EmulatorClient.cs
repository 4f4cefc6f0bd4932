using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

/// <summary>A client of the emulator on AMQPNetLite, which speaks as the .NET client of Event Hubs does.</summary>
internal sealed class EmulatorClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Connection _connection;
    private readonly Emulator _emulator;

    private int _senders;
    private SenderLink? _cbs;
    private ReceiverLink? _cbsReplies;

    private EmulatorClient(Emulator emulator, Connection connection)
    {
        _emulator = emulator;
        _connection = connection;
        Session = new Session(connection);
    }

    public Session Session { get; }

    public Connection Connection => _connection;

    /// <summary>Connects without a token.</summary>
    public static async Task<EmulatorClient> ConnectBareAsync(Emulator emulator)
    {
        var factory = new ConnectionFactory();
        factory.SASL.Profile = SaslProfile.Anonymous;
        return new EmulatorClient(emulator, await factory.CreateAsync(new Address("localhost", emulator.Port, null, null, "/", "amqp")));
    }

    /// <summary>Connects with the name and key of a rule.</summary>
    public static async Task<EmulatorClient> ConnectPlainAsync(Emulator emulator, string rule, string key) =>
        new(emulator, await new ConnectionFactory().CreateAsync(new Address("localhost", emulator.Port, rule, key, "/", "amqp")));

    /// <summary>Connects and puts a token of a rule for the hub <c>events</c>.</summary>
    public static async Task<EmulatorClient> ConnectAsync(Emulator emulator, string rule = SharedAccessRules.RootName)
    {
        var client = await ConnectBareAsync(emulator);
        Assert.AreEqual(202, (await client.PutTokenAsync(client.Token(rule), "sb://localhost/events")).Status);
        return client;
    }

    /// <summary>A token for the hub that lasts an hour from a moment.</summary>
    public string Token(string rule, DateTimeOffset? from = null) =>
        _emulator.Rules.Find(rule)!.Sign("sb://localhost/events", (from ?? TimeProvider.System.GetUtcNow()).AddHours(1));

    public async Task<(int Status, string Description)> PutTokenAsync(string token, string audience)
    {
        var request = new Message(token)
        {
            ApplicationProperties = new ApplicationProperties { ["operation"] = "put-token", ["type"] = "servicebus.windows.net:sastoken", ["name"] = audience },
        };
        _cbs ??= new SenderLink(Session, "cbs-out", "$cbs");
        _cbsReplies ??= NodeReceiver("cbs-in", "$cbs");
        var reply = await RequestAsync(_cbs, _cbsReplies, "cbs-in-address", request);
        return ((int)reply.ApplicationProperties["status-code"], (string)reply.ApplicationProperties["status-description"]);
    }

    /// <summary>Reads an entity from <c>$management</c>.</summary>
    public async Task<Message> ReadEntityAsync(string name, string type, string? partition = null)
    {
        var request = new Message { ApplicationProperties = new ApplicationProperties { ["operation"] = "READ", ["type"] = type, ["name"] = name } };
        if (partition is not null)
        {
            request.ApplicationProperties["partition"] = partition;
        }

        var sender = new SenderLink(Session, $"management-out-{name}-{type}-{partition}", "$management");
        var receiver = NodeReceiver($"management-in-{name}-{type}-{partition}", "$management");
        try
        {
            return await RequestAsync(sender, receiver, receiver.Name + "-address", request);
        }
        finally
        {
            await sender.CloseAsync();
            await receiver.CloseAsync();
        }
    }

    public SenderLink Sender(string address) => new(Session, $"sender-{_senders++}", address);

    /// <summary>Attaches a receiver without credit; the error is that of a refusal.</summary>
    public async Task<(ReceiverLink Link, Error? Error)> AttachReceiverAsync(
        string address, string? selector = null, long? epoch = null, string name = "receiver", bool metrics = false)
    {
        var source = new Source { Address = address };
        if (selector is not null)
        {
            source.FilterSet = new Map { [new Symbol("apache.org:selector-filter:string")] = new DescribedValue(0x468C00000004UL, selector) };
        }

        var attach = new Attach { Source = source, Target = new Target { Address = name }, SndSettleMode = SenderSettleMode.Settled, Properties = new Fields() };
        if (epoch is not null)
        {
            attach.Properties[new Symbol("com.microsoft:epoch")] = epoch.Value;
        }

        attach.Properties[new Symbol("com.microsoft:receiver-name")] = name;
        if (metrics)
        {
            attach.DesiredCapabilities = [new Symbol("com.microsoft:enable-receiver-runtime-metric")];
        }

        var attached = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var link = new ReceiverLink(Session, name, attach, (_, answer) => attached.TrySetResult(answer.Source is not null));
        var closed = Closed(link);
        return await attached.Task.WaitAsync(Patience) ? (link, null) : (link, await closed.WaitAsync(Patience));
    }

    /// <summary>Attaches a sender and gives the error of a refusal.</summary>
    public async Task<Error?> AttachSenderAsync(string address)
    {
        var attached = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var attach = new Attach { Source = new Source(), Target = new Target { Address = address } };
        var link = new SenderLink(Session, "attached-" + address, attach, (_, answer) => attached.TrySetResult(answer.Target is not null));
        var closed = Closed(link);
        return await attached.Task.WaitAsync(Patience) ? null : await closed.WaitAsync(Patience);
    }

    /// <summary>Completes with the error when a link is closed.</summary>
    public static Task<Error> Closed(Link link)
    {
        var closed = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        link.AddClosedCallback((_, error) => closed.TrySetResult(error));
        return closed.Task;
    }

    /// <summary>Receives a number of events.</summary>
    public static async Task<List<Message>> ReceiveAsync(ReceiverLink link, int count)
    {
        var messages = new List<Message>();
        link.SetCredit(count, CreditMode.Manual);
        while (messages.Count < count)
        {
            messages.Add(await link.ReceiveAsync(Patience) ?? throw new TimeoutException($"{messages.Count} of {count} events came."));
        }

        return messages;
    }

    /// <summary>A batch as Microsoft's clients send it.</summary>
    public static Message Batch(string? key, params IEnumerable<Message> events)
    {
        var list = new DataList();
        foreach (var message in events)
        {
            list.Add(new Data { Buffer = message.Encode() });
        }

        var batch = new Message { BodySection = list, Format = 0x80013700 };
        if (key is not null)
        {
            batch.MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-partition-key")] = key };
        }

        return batch;
    }

    /// <summary>An event with a text as its data.</summary>
    public static Message Event(string text) => new() { BodySection = new Data { Binary = System.Text.Encoding.UTF8.GetBytes(text) } };

    /// <summary>The text of a received event.</summary>
    public static string Text(Message message) => System.Text.Encoding.UTF8.GetString((byte[])message.Body);

    /// <summary>A service annotation of a received event.</summary>
    public static object? Annotation(Message message, string name) => message.MessageAnnotations[new Symbol(name)];

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.CloseAsync(TimeSpan.FromSeconds(2), null);
        }
        catch (Exception exception) when (exception is AmqpException or TimeoutException or ObjectDisposedException)
        {
            // The emulator may be gone before its client.
        }
    }

    private ReceiverLink NodeReceiver(string name, string node)
    {
        var attach = new Attach { Source = new Source { Address = node }, Target = new Target { Address = name + "-address" } };
        var receiver = new ReceiverLink(Session, name, attach, null);
        receiver.SetCredit(10);
        return receiver;
    }

    private static async Task<Message> RequestAsync(SenderLink sender, ReceiverLink receiver, string replyTo, Message request)
    {
        request.Properties = new Properties { MessageId = "id", ReplyTo = replyTo };
        await sender.SendAsync(request, Patience);
        var reply = await receiver.ReceiveAsync(Patience) ?? throw new TimeoutException("The node did not answer.");
        receiver.Accept(reply);
        Assert.AreEqual("id", reply.Properties.CorrelationId);
        return reply;
    }
}
