using System.Net;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

[TestClass]
public sealed class AzureSnapshotBlobsTests : SnapshotBlobsContract
{
    private static int _containers;

    private BlobContainerClient _container = null!;

    [TestMethod]
    public async Task A_container_that_was_dropped_is_made_again()
    {
        var blobs = new AzureSnapshotBlobs(_container);
        await blobs.ReplaceAsync("a/manifest", new byte[1], null, TestContext.CancellationToken);
        await _container.DeleteAsync(cancellationToken: TestContext.CancellationToken);

        Assert.IsNotNull(await blobs.ReplaceAsync("a/manifest", new byte[1], null, TestContext.CancellationToken));
        await _container.DeleteAsync(cancellationToken: TestContext.CancellationToken);
        Assert.IsTrue(await blobs.CreateAsync("a/file", async (stream, cancel) => await stream.WriteAsync(new byte[1], cancel), TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_storage_that_always_fails_is_asked_five_times()
    {
        var options = AzureSnapshotBlobs.BoundedRetries();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        using var busy = new Busy();
        options.Transport = new HttpClientTransport(busy);
        var blobs = new AzureSnapshotBlobs(new BlobContainerClient(await AzuriteServer.RequireAsync(), "busy", options));

        var exception = await Assert.ThrowsExactlyAsync<Azure.RequestFailedException>(() => blobs.ReadAsync("a/manifest", 1, TestContext.CancellationToken));

        Assert.AreEqual(503, exception.Status);
        Assert.AreEqual(5, busy.Asked);
    }

    protected override async Task<ISnapshotBlobs> CreateAsync()
    {
        var name = $"snapshots-{Environment.ProcessId}-{Interlocked.Increment(ref _containers)}";
        _container = new BlobContainerClient(await AzuriteServer.RequireAsync(), name, AzureSnapshotBlobs.BoundedRetries());
        return new AzureSnapshotBlobs(_container);
    }

    /// <summary>Answers that the server is busy, without asking it.</summary>
    private sealed class Busy : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        }
    }
}
