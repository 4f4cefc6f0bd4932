using System.Collections.Concurrent;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;
using AnomalyWatch.Pipeline.Streaming.EventHubs;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming.EventHubs;

/// <summary>Tokens of Microsoft Entra ID over <c>$cbs</c>. The issuer is the test's own: the real one cannot be reached from a test.</summary>
[TestClass]
public sealed class EntraTokenTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly ConcurrentQueue<(string Token, DateTimeOffset At)> _put = new();

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task A_token_of_the_scope_of_Event_Hubs_is_put_as_a_jwt_and_opens_the_hub()
    {
        await using var emulator = await StartAsync(AccessRights.Send | AccessRights.Listen);
        var credential = new CountedCredential(_time);
        await using var hub = await ConnectAsync(emulator, credential);
        await hub.SendAsync(0, "x"u8.ToArray(), Cancel);

        // The emulator asks the test only about what was put with the type 'jwt'.
        Assert.AreEqual(CountedCredential.Prefix + "1", _put.Single().Token);
        CollectionAssert.AreEqual(new[] { "https://eventhubs.azure.net/.default" }, credential.Scopes.ToArray());
        await foreach (var hubEvent in hub.ReceiveAsync(0, 0, Cancel))
        {
            Assert.AreEqual("x", System.Text.Encoding.UTF8.GetString(hubEvent.Body.Span));
            break;
        }
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Each_token_is_renewed_on_its_connection_before_it_ends()
    {
        const int Renewals = 3;
        await using var emulator = await StartAsync(AccessRights.Manage);
        await using var hub = await ConnectAsync(emulator, new CountedCredential(_time));
        var before = emulator.Front.ConnectionCount;
        while (_put.Count <= Renewals)
        {
            // The request that follows lets the renewal, if it is due, be answered before the clock goes on.
            _time.Advance(TimeSpan.FromMinutes(1));
            await hub.GetLastSequenceNumberAsync(0, Cancel);
        }

        var put = _put.Take(Renewals + 1).ToList();
        CollectionAssert.AreEqual(Enumerable.Range(1, Renewals + 1).Select(number => $"{CountedCredential.Prefix}{number}").ToList(), put.ConvertAll(one => one.Token));
        foreach (var (one, next) in put.Zip(put.Skip(1)))
        {
            var age = next.At - one.At;
            Assert.IsTrue(age > TimeSpan.FromMinutes(30) && age < TimeSpan.FromHours(1), $"renewed after {age} of an hour");
        }

        Assert.AreEqual(before, emulator.Front.ConnectionCount);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task When_the_service_lets_a_token_end_a_new_one_is_put()
    {
        await using var emulator = await StartAsync(AccessRights.Manage);
        await using var hub = await ConnectAsync(emulator, new CountedCredential(_time), TimeProvider.System);
        await hub.SendAsync(0, "0"u8.ToArray(), Cancel);
        emulator.Faults.ExpireTokens();
        await hub.SendAsync(0, "1"u8.ToArray(), Cancel);
        Assert.IsGreaterThanOrEqualTo(2, _put.Count);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task A_token_that_is_refused_is_told_at_once_with_the_reason_and_without_the_token()
    {
        await using var emulator = await StartAsync(rights: null);
        var credential = new CountedCredential(_time);
        var exception = await Assert.ThrowsExactlyAsync<TokenRefusedException>(() => ConnectAsync(emulator, credential)).WaitAsync(Patience, Cancel);
        Assert.AreEqual(
            "localhost refuses the token (of type jwt) for the hub 'invocations': InvalidSignature: The token has an invalid signature.", exception.Message);
        Assert.AreEqual(1, credential.Given);
        Assert.DoesNotContain("secret", exception.ToString());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task An_emulator_that_was_not_told_which_to_take_refuses_all()
    {
        await using var emulator = await Emulator.StartAsync(new EmulatorOptions { Port = 0, Hubs = [new HubOptions("invocations", 1)] }, Cancel);
        await Assert.ThrowsExactlyAsync<TokenRefusedException>(() => ConnectAsync(emulator, new CountedCredential(_time)));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task An_identity_that_may_only_listen_cannot_send()
    {
        await using var emulator = await StartAsync(AccessRights.Listen);
        await using var hub = await ConnectAsync(emulator, new CountedCredential(_time), TimeProvider.System, new EventHubOptions { MaxAttempts = 1 });
        var exception = await Assert.ThrowsAsync<Exception>(async () => await hub.SendAsync(0, "x"u8.ToArray(), Cancel));
        StringAssert.Contains(exception.Message, "'Send' claim(s) are required");
        Assert.DoesNotContain("secret", exception.ToString());
    }

    [TestMethod]
    public async Task No_token_goes_out_in_the_open()
    {
        var credential = new CountedCredential(_time);
        var exception = await Assert.ThrowsExactlyAsync<ArgumentException>(() => EventHub.ConnectAsync(
            new EventHubsEndpoint("ns.servicebus.windows.net", 5672, UseTls: false), "invocations", new EntraTokenSource(credential), new EventHubOptions(), _time, Cancel));
        StringAssert.Contains(exception.Message, "TLS");
        Assert.AreEqual(0, credential.Given);
    }

    /// <summary>An emulator that takes the credential's tokens for an hour of its own clock, or none where there are no rights.</summary>
    private Task<Emulator> StartAsync(AccessRights? rights) => Emulator.StartAsync(
        new EmulatorOptions
        {
            Port = 0,
            Hubs = [new HubOptions("invocations", 1)],
            CheckJwt = token =>
            {
                _put.Enqueue((token, _time.GetUtcNow()));
                return rights is { } given ? new JwtClaim(given, TimeProvider.System.GetUtcNow().AddHours(1)) : null;
            },
        },
        Cancel);

    private Task<EventHub> ConnectAsync(Emulator emulator, CountedCredential credential, TimeProvider? time = null, EventHubOptions? options = null) => EventHub.ConnectAsync(
        new EventHubsEndpoint("localhost", emulator.Port, UseTls: false), "invocations", new EntraTokenSource(credential), options ?? new EventHubOptions(), time ?? _time, Cancel);
}
