using AnomalyWatch.Local.Demo;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Local.Demo;

[TestClass]
public sealed class DemoDetectionTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task The_demo_finds_all_five()
    {
        var traffic = new DemoTraffic();
        using var route = new ReplayRoute();
        for (var minute = 0; minute < DemoDay.Minutes; minute++)
        {
            await route.TakeAsync(Sources.Invocations, traffic.Minute(minute), TestContext.CancellationToken);
        }

        await route.CloseAsync(TestContext.CancellationToken);
        var report = DemoReport.Of(traffic.Injections, route.Incidents);
        var table = string.Join(Environment.NewLine, report.Lines());
        TestContext.WriteLine(table);

        // Two functions of the recorded day really stop for good, at 20:55 and 21:40.
        Assert.IsTrue(report.FoundCount == 5 && report.FalseAlerts.Count <= 2, table);
    }
}
