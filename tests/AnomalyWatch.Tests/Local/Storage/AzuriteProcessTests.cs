using AnomalyWatch.Local.Storage;
using Azure.Data.Tables;

namespace AnomalyWatch.Tests.Local.Storage;

[TestClass]
public sealed class AzuriteProcessTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Data_survive_a_restart_in_the_same_folder()
    {
        await AzuriteServer.RequireAsync();
        var folder = Directory.CreateTempSubdirectory("anomalywatch-azurite-");
        await using (var first = await AzuriteProcess.StartAsync(folder.FullName, TestContext.WriteLine, TestContext.CancellationToken))
        {
            var table = new TableClient(first.ConnectionString, "kept");
            await table.CreateAsync(TestContext.CancellationToken);
            await table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = "still here" }, TestContext.CancellationToken);
        }

        await using (var second = await AzuriteProcess.StartAsync(folder.FullName, TestContext.WriteLine, TestContext.CancellationToken))
        {
            var row = await new TableClient(second.ConnectionString, "kept").GetEntityAsync<TableEntity>("p", "r", cancellationToken: TestContext.CancellationToken);
            Assert.AreEqual("still here", row.Value.GetString("Text"));
        }

        folder.Delete(recursive: true);
    }
}
