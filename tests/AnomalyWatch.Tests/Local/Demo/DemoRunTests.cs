using AnomalyWatch.Local.Demo;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Local.Terminal;

namespace AnomalyWatch.Tests.Local.Demo;

[TestClass]
public sealed class DemoRunTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_day_through_the_door_gives_incidents_and_a_table_and_leaves_nothing_behind()
    {
        await AzuriteServer.RequireAsync();
        var said = new StringWriter();
        string folder;
        using (var screen = new ProgressBar(TextWriter.Synchronized(said), width: 0))
        {
            var options = new DemoOptions { Urls = "http://127.0.0.1:0", MinutesPerSecond = 100_000 };
            await using var demo = await DemoRun.StartAsync(options, screen, TimeProvider.System, TestContext.CancellationToken);
            folder = demo.Folder;
            Assert.IsTrue(File.Exists(Path.Combine(folder, "channels.json")));
            var report = await demo.FeedAsync(TestContext.CancellationToken);
            var table = string.Join(Environment.NewLine, report.Lines());
            TestContext.WriteLine(table);
            Assert.HasCount(5, report.Verdicts);
            Assert.IsNotNull(report.Verdicts.Single(verdict => verdict.Injection.Name == "Unauthorized burst").Found, table);
            Assert.IsNotNull(demo.FirstIncidentAt);
        }

        StringAssert.Contains(said.ToString(), "24:00 of 24:00");
        Assert.IsFalse(Directory.Exists(folder));
    }

    [TestMethod]
    public async Task A_folder_that_is_in_use_is_refused_before_anything_starts()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-demo-test-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "mine.txt"), "precious", TestContext.CancellationToken);
        using var screen = new ProgressBar(TextWriter.Null, width: 0);
        var refusal = await Assert.ThrowsExactlyAsync<LocalServerException>(
            () => DemoRun.StartAsync(new DemoOptions { DataFolder = folder.FullName }, screen, TimeProvider.System, TestContext.CancellationToken));
        StringAssert.Contains(refusal.Message, "not empty");
        Assert.IsTrue(File.Exists(Path.Combine(folder.FullName, "mine.txt")));
        folder.Delete(recursive: true);
    }

    [TestMethod]
    public void A_named_folder_stays_and_a_temporary_one_goes()
    {
        var named = Path.Combine(Directory.CreateTempSubdirectory("anomalywatch-demo-test-").FullName, "new");
        new DemoFolder(named).Dispose();
        Assert.IsTrue(Directory.Exists(named));
        var temporary = new DemoFolder(folder: null);
        Assert.IsTrue(Directory.Exists(temporary.Path));
        temporary.Dispose();
        Assert.IsFalse(Directory.Exists(temporary.Path));
        Directory.Delete(Path.GetDirectoryName(named)!, recursive: true);
    }
}
