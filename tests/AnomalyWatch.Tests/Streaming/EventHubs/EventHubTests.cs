using System.Globalization;
using System.Text;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;

namespace AnomalyWatch.Tests.Streaming.EventHubs;

/// <summary>The hub over AMQP against the local Event Hubs: the promises of every hub, and what it does in trouble.</summary>
[TestClass]
public sealed class EventHubTests : InvocationHubContract
{
    private static readonly EventHubOptions Quick = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(200),
        BusyPause = TimeSpan.FromMilliseconds(20),
        StepTimeout = TimeSpan.FromSeconds(10),
        MaxAttempts = 30,
    };

    private Emulator _emulator = null!;
    private EventHub? _hub;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync() =>
        _emulator = await Emulator.StartAsync(new EmulatorOptions { Port = 0, Hubs = [new HubOptions("invocations", 3)] }, Cancel);

    [TestCleanup]
    public async Task StopAsync()
    {
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }

        await _emulator.DisposeAsync();
    }

    [TestMethod]
    public async Task It_asks_the_service_how_many_partitions_there_are() => Assert.AreEqual(3, (await CreateAsync()).PartitionCount);

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Under_dropped_connections_and_detached_links_nothing_is_lost_and_the_reader_goes_on_where_it_was()
    {
        const int Events = 400;
        const int Troubles = 20;
        var hub = await CreateAsync();
        var reading = ReadUntilAsync(hub, Events);
        var hit = 0;
        for (var i = 0; i < Events; i++)
        {
            await hub.SendAsync(0, Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)), Cancel);
            if (i % (Events / Troubles) == 7)
            {
                hit += (i / (Events / Troubles)) % 2 == 0 ? _emulator.Faults.DropConnections() : _emulator.Faults.DetachLinks();
            }
        }

        var read = await reading;
        Assert.IsGreaterThanOrEqualTo(Troubles, hit, "connections and links that were cut");
        CollectionAssert.AreEqual(Enumerable.Range(0, read.Count).Select(number => (long)number).ToList(), read.Select(e => e.SequenceNumber).ToList(), "the log itself has no holes");
        var numbers = read.Select(e => int.Parse(Encoding.UTF8.GetString(e.Body.Span), CultureInfo.InvariantCulture)).ToList();
        CollectionAssert.AreEqual(Enumerable.Range(0, Events).ToList(), numbers.Distinct().ToList(), "each was sent, in its order");
        Assert.IsLessThanOrEqualTo(Troubles, numbers.Count - Events, "only what was under way at a trouble may be there twice");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Readers_opened_at_once_on_one_connection_each_get_the_whole_backlog_in_order()
    {
        const int Events = 100;
        const int Rounds = 20;
        var filling = (EventHub)await CreateAsync();
        for (var i = 0; i < Events * 3; i++)
        {
            await filling.SendAsync(i % 3, new byte[2000], Cancel);
        }

        await filling.DisposeAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await using var hub = await ConnectAsync("invocations", _emulator.ConnectionString);
            var readers = Enumerable.Range(0, 9).Select(reader => Task.Run(() => SequenceNumbersAsync(hub, reader % 3, Events), Cancel)).ToList();
            foreach (var read in await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(20), Cancel))
            {
                CollectionAssert.AreEqual(Enumerable.Range(0, Events).Select(number => (long)number).ToList(), read, $"round {round}");
            }
        }
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task A_busy_service_is_asked_again_until_it_takes_the_event()
    {
        var hub = await CreateAsync();
        _emulator.Faults.ThrottleEvery = 2;
        for (byte i = 0; i < 10; i++)
        {
            await hub.SendAsync(1, new[] { i }, Cancel);
        }

        Assert.IsGreaterThan(0, _emulator.Faults.ThrottledCount);
        _emulator.Faults.ThrottleEvery = 0;
        Assert.AreEqual(9, await hub.GetLastSequenceNumberAsync(1, Cancel));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task When_its_tokens_end_it_puts_new_ones_and_goes_on()
    {
        var hub = await CreateAsync();
        var reading = ReadUntilAsync(hub, 2);
        await hub.SendAsync(0, "0"u8.ToArray(), Cancel);
        _emulator.Faults.ExpireTokens();
        await hub.SendAsync(0, "1"u8.ToArray(), Cancel);
        Assert.HasCount(2, (await reading).Select(e => e.SequenceNumber).Distinct().ToList());
    }

    [TestMethod]
    public async Task A_hub_that_is_not_there_is_said_at_once_and_without_the_key()
    {
        var exception = await Assert.ThrowsAsync<Exception>(() => ConnectAsync("nowhere", _emulator.ConnectionString));
        StringAssert.Contains(exception.Message, "could not be found");
        Assert.IsFalse(exception.ToString().Contains(EventHubsConnectionString.Parse(_emulator.ConnectionString).Key!, StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task A_rule_that_may_only_listen_cannot_send()
    {
        _hub = await ConnectAsync("invocations", _emulator.ListenConnectionString, Quick with { MaxAttempts = 2 });
        var exception = await Assert.ThrowsAsync<Exception>(async () => await _hub.SendAsync(0, "x"u8.ToArray(), Cancel));
        StringAssert.Contains(exception.Message, "Unauthorized");
    }

    [TestMethod]
    public async Task All_that_is_wrong_with_the_options_is_said_at_once()
    {
        var exception = await Assert.ThrowsExactlyAsync<ArgumentException>(
            () => ConnectAsync("invocations", _emulator.ConnectionString, new EventHubOptions { MaxAttempts = 0, Prefetch = 0 }));
        StringAssert.Contains(exception.Message, "MaxAttempts");
        StringAssert.Contains(exception.Message, "Prefetch");
    }

    /// <inheritdoc/>
    protected override async Task<IInvocationHub> CreateAsync() => _hub = await ConnectAsync("invocations", _emulator.ConnectionString);

    private Task<EventHub> ConnectAsync(string hub, string connectionString, EventHubOptions? options = null)
    {
        var connection = EventHubsConnectionString.Parse(connectionString);
        return EventHub.ConnectAsync(connection.Endpoint, hub, new SharedAccessTokenSource(connection, TimeProvider.System), options ?? Quick, TimeProvider.System, Cancel);
    }

    private async Task<List<long>> SequenceNumbersAsync(EventHub hub, int partition, int count)
    {
        var read = new List<long>();
        await foreach (var hubEvent in hub.ReceiveAsync(partition, 0, Cancel))
        {
            read.Add(hubEvent.SequenceNumber);
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }

    private async Task<List<HubEvent>> ReadUntilAsync(IInvocationHub hub, int different)
    {
        var read = new List<HubEvent>();
        var bodies = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var hubEvent in hub.ReceiveAsync(0, 0, Cancel))
        {
            read.Add(hubEvent);
            if (bodies.Add(Encoding.UTF8.GetString(hubEvent.Body.Span)) && bodies.Count == different)
            {
                return read;
            }
        }

        return read;
    }
}
