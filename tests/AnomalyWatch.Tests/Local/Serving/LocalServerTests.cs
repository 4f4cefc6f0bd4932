using System.Diagnostics;
using AnomalyWatch.Local.Serving;

namespace AnomalyWatch.Tests.Local.Serving;

/// <summary>The server with an Azurite of its own.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LocalServerTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-local-").FullName;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    private LocalOptions Options => new() { DataFolder = _folder, Urls = "http://127.0.0.1:0" };

    // Says why this test cannot run where Node.js is missing.
    [TestInitialize]
    public Task RequireAzuriteAsync() => AzuriteServer.RequireAsync();

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task What_was_stored_is_there_in_the_next_life_and_stopping_is_quick()
    {
        await using (var first = await LocalServer.StartAsync(Options, _ => { }, Cancel))
        {
            await first.Incidents.SaveAsync(Some.Incident(1), Cancel);
            var stopping = Stopwatch.StartNew();
            await first.DisposeAsync();
            Assert.IsLessThan(TimeSpan.FromSeconds(8), stopping.Elapsed);
        }

        await using var second = await LocalServer.StartAsync(Options, _ => { }, Cancel);
        Assert.IsNotNull(await second.Incidents.FindAsync(Some.Id(1), Cancel));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task When_its_storage_dies_the_server_says_so_and_ends()
    {
        await using var server = await LocalServer.StartAsync(Options, _ => { }, Cancel);
        using (var azurite = Process.GetProcessById(server.AzuriteProcessId!.Value))
        {
            azurite.Kill();
        }

        var failure = await Assert.ThrowsExactlyAsync<LocalServerException>(() => server.Ended.WaitAsync(Cancel));
        StringAssert.StartsWith(failure.Message, "Azurite");
    }

    [TestMethod]
    public async Task Wrong_options_are_all_told_before_anything_is_started()
    {
        var refused = await Assert.ThrowsExactlyAsync<LocalServerException>(
            () => LocalServer.StartAsync(Options with { Urls = "http://example.com:7071", Storage = "neither" }, _ => { }, Cancel));
        StringAssert.Contains(refused.Message, "storage: ");
        StringAssert.Contains(refused.Message, "urls: ");
    }

    [TestMethod]
    public async Task A_connection_string_that_cannot_be_understood_is_not_repeated()
    {
        var refused = await Assert.ThrowsExactlyAsync<LocalServerException>(
            () => LocalServer.StartAsync(Options with { Storage = "AccountKey=c2VjcmV0" }, _ => { }, Cancel));
        Assert.IsFalse(refused.ToString().Contains("c2VjcmV0", StringComparison.Ordinal), refused.ToString());
    }
}
