using System.Net;
using AnomalyWatch.Local.Serving.Http;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Local.Serving.Http;

[TestClass]
[DoNotParallelize]
public sealed class EventsEndpointTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task The_listener_beyond_the_limit_is_refused_and_a_place_that_is_given_up_is_free_again()
    {
        await using var server = await ServerUnderTest.StartAsync(ClockMode.Wall);
        var listeners = new List<HttpResponseMessage>();
        for (var i = 0; i < EventsEndpoint.MaxConnections; i++)
        {
            listeners.Add(await ListenAsync(server));
        }

        Assert.IsTrue(listeners.TrueForAll(listener => listener.StatusCode == HttpStatusCode.OK));
        using (var refused = await ListenAsync(server))
        {
            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.IsNotNull(refused.Headers.RetryAfter);
        }

        listeners[0].Dispose();
        HttpStatusCode status;
        do
        {
            using var next = await ListenAsync(server);
            status = next.StatusCode;
        }
        while (status != HttpStatusCode.OK && !Cancel.IsCancellationRequested);

        Assert.AreEqual(HttpStatusCode.OK, status);
        listeners.ForEach(listener => listener.Dispose());
    }

    private Task<HttpResponseMessage> ListenAsync(ServerUnderTest server) =>
        server.Client.GetAsync(new Uri("api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
}
