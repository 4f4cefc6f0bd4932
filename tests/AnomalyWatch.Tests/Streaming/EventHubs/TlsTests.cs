using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Pipeline.Streaming.EventHubs;

namespace AnomalyWatch.Tests.Streaming.EventHubs;

/// <summary>The hub over AMQP with TLS. The emulator's certificate has signed itself, so it is trusted only where it is named.</summary>
[TestClass]
public sealed class TlsTests
{
    private Emulator _emulator = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync() => _emulator = await Emulator.StartAsync(
        new EmulatorOptions { Port = 0, Tls = true, Hubs = [new HubOptions("invocations", 2)] }, Cancel);

    [TestCleanup]
    public async Task StopAsync() => await _emulator.DisposeAsync();

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Where_the_issuer_is_trusted_events_go_there_and_back_also_after_a_drop()
    {
        await using var hub = await ConnectAsync(Public(_emulator.Certificate!));
        Assert.AreEqual(2, hub.PartitionCount);
        var body = new byte[200_000];
        new Random(1).NextBytes(body);
        await hub.SendAsync(1, body, Cancel);
        Assert.IsGreaterThan(0, _emulator.Faults.DropConnections());
        await hub.SendAsync(1, body, Cancel);
        var read = 0;
        await foreach (var hubEvent in hub.ReadAsync(1, 0, 1, Cancel))
        {
            CollectionAssert.AreEqual(body, hubEvent.Body.ToArray());
            read++;
        }

        Assert.AreEqual(2, read);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public Task Without_trust_no_connection_is_made() => Assert.ThrowsExactlyAsync<AuthenticationException>(() => ConnectAsync());

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Another_issuer_is_no_help()
    {
        await using var other = await Emulator.StartAsync(new EmulatorOptions { Port = 0, Tls = true, Hubs = [new HubOptions("invocations", 2)] }, Cancel);
        await Assert.ThrowsExactlyAsync<AuthenticationException>(() => ConnectAsync(Public(other.Certificate!)));
    }

    [TestMethod]
    [DataRow(SslPolicyErrors.None, true)]
    [DataRow(SslPolicyErrors.RemoteCertificateChainErrors, true)]
    [DataRow(SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    [DataRow(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [DataRow(SslPolicyErrors.RemoteCertificateNotAvailable, false)]
    public void Trust_in_an_issuer_mends_nothing_but_that_the_system_does_not_know_it(SslPolicyErrors errors, bool accepted)
    {
        using var certificate = Public(_emulator.Certificate!);
        Assert.AreEqual(accepted, new ServerTrust([certificate]).Accepts(this, certificate, chain: null, errors));
    }

    private static X509Certificate2 Public(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);

    private Task<EventHub> ConnectAsync(params X509Certificate2[] trusted)
    {
        var connection = EventHubsConnectionString.Parse(_emulator.ConnectionString);
        Assert.IsTrue(connection.Endpoint.UseTls);
        return EventHub.ConnectAsync(
            connection.Endpoint, "invocations", new SharedAccessTokenSource(connection, TimeProvider.System),
            new EventHubOptions { TrustedIssuers = trusted, FirstPause = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, Cancel);
    }
}
