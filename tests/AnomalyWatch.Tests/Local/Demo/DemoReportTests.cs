using AnomalyWatch.Local.Demo;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Local.Demo;

[TestClass]
public sealed class DemoReportTests
{
    private const string Robbed = "azure/demo/shop-eu/get";
    private const string Stranger = "svc-stranger";

    private static readonly DemoInjection Burst = new("A burst", ["azure/demo/orders-eu/list"], 100, 130, _ => { });
    private static readonly DemoInjection Theft = new("A theft", [Robbed, "azure/demo/shop-eu/list"], 300, 400, _ => { }) { Principal = Stranger };

    [TestMethod]
    public void An_incident_at_its_function_and_time_finds_an_injection_with_the_delay_from_its_begin()
    {
        var report = DemoReport.Of([Burst], [Told(1, Burst.Functions[0], 101, 110, detectedAt: 103)]);
        Assert.AreEqual(TimeSpan.FromMinutes(3), report.Verdicts[0].Delay);
        Assert.AreEqual(1, report.FoundCount);
        Assert.IsEmpty(report.FalseAlerts);
    }

    [TestMethod]
    public void The_same_function_at_another_time_is_a_false_alert()
    {
        var report = DemoReport.Of([Burst], [Told(1, Burst.Functions[0], 50, 99, detectedAt: 51), Told(2, Burst.Functions[0], 190, 200, detectedAt: 191)]);
        Assert.AreEqual(0, report.FoundCount);
        Assert.IsNull(report.Verdicts[0].Delay);
        CollectionAssert.AreEqual(new[] { Some.Id(1), Some.Id(2) }, report.FalseAlerts.Select(incident => incident.Id).ToList());
    }

    [TestMethod]
    public void An_hour_after_its_end_still_belongs_to_an_injection()
    {
        Assert.AreEqual(1, DemoReport.Of([Burst], [Told(1, Burst.Functions[0], 189, 195, detectedAt: 191)]).FoundCount);
        Assert.AreEqual(1, DemoReport.Of([Burst], [Told(1, Burst.Functions[0], 60, 101, detectedAt: 102)]).FoundCount);
    }

    [TestMethod]
    public void Several_incidents_of_one_injection_count_once_by_the_first_and_are_not_false()
    {
        var report = DemoReport.Of(
            [Theft],
            [Told(1, Robbed, 350, 351, detectedAt: 352), Told(2, Robbed, 302, 310, detectedAt: 304), Told(3, Theft.Functions[1], 310, 311, detectedAt: 312)]);
        Assert.AreEqual(Some.Id(2), report.Verdicts[0].Found!.Id);
        Assert.AreEqual(2, report.Verdicts[0].Related);
        Assert.AreEqual(TimeSpan.FromMinutes(4), report.Verdicts[0].Delay);
        Assert.IsEmpty(report.FalseAlerts);
    }

    [TestMethod]
    public void The_caller_finds_a_theft_at_whatever_function()
    {
        Assert.AreEqual(1, DemoReport.Of([Theft], [Told(1, "azure/demo/other/fn", 301, 302, detectedAt: 303, Stranger)]).FoundCount);
        Assert.AreEqual(0, DemoReport.Of([Theft], [Told(1, "azure/demo/other/fn", 301, 302, detectedAt: 303, "svc-other")]).FoundCount);
        Assert.AreEqual(0, DemoReport.Of([Burst], [Told(1, "azure/demo/other/fn", 101, 102, detectedAt: 103)]).FoundCount);
    }

    [TestMethod]
    public void An_incident_that_was_open_before_finds_an_injection_only_from_its_own_anomaly_on()
    {
        var early = Some.Anomaly(1, 0, "azure/demo/orders-eu/get") with { WindowStart = At(90), WindowEnd = At(95), DetectedAt = At(92) };
        var own = Some.Anomaly(2, 0, Burst.Functions[0]) with { WindowStart = At(104), WindowEnd = At(106), DetectedAt = At(107) };
        Assert.AreEqual(TimeSpan.FromMinutes(7), DemoReport.Of([Burst], [Some.Incident(1, early, own)]).Verdicts[0].Delay);
        var wrongTime = Some.Anomaly(3, 0, Burst.Functions[0]) with { WindowStart = At(80), WindowEnd = At(85) };
        var wrongFunction = early with { WindowEnd = At(120) };
        Assert.AreEqual(0, DemoReport.Of([Burst], [Some.Incident(1, wrongTime, wrongFunction)]).FoundCount);
    }

    [TestMethod]
    public void An_incident_that_was_merged_into_another_is_no_story_of_its_own()
    {
        var report = DemoReport.Of([Burst], [Told(1, "azure/demo/other/fn", 10, 20, detectedAt: 12) with { MergedInto = Some.Id(2) }]);
        Assert.IsEmpty(report.FalseAlerts);
    }

    [TestMethod]
    public void A_withdrawn_incident_without_anomalies_is_judged_by_its_own_functions_and_time()
    {
        var withdrawn = Told(1, Burst.Functions[0], 101, 102, detectedAt: 103) with { Anomalies = [] };
        Assert.AreEqual(1, DemoReport.Of([Burst], [withdrawn]).FoundCount);
        Assert.HasCount(1, DemoReport.Of([Theft], [withdrawn]).FalseAlerts);
    }

    [TestMethod]
    public void The_table_says_what_was_found_what_was_missed_and_what_was_false()
    {
        var report = DemoReport.Of([Burst, Theft], [Told(1, Burst.Functions[0], 101, 110, detectedAt: 103), Told(2, "azure/demo/other/fn", 600, 610, detectedAt: 602)]);
        var text = string.Join('\n', report.Lines());
        StringAssert.Contains(text, "A burst  01:40  yes    3 min    medium checkout");
        StringAssert.Contains(text, "A theft  05:00  no     -");
        StringAssert.Contains(text, "azure/demo/orders-eu/list");
        StringAssert.Contains(text, "1 of 2 found; 1 false alert");
        StringAssert.Contains(text, "not injected: 10:02");
    }

    private static DateTimeOffset At(int minute) => DemoDay.Start.AddMinutes(minute);

    private static Incident Told(int number, string function, int from, int to, int detectedAt, string? principal = null)
    {
        Anomaly anomaly = Some.Anomaly(number, 0, function) with { WindowStart = At(from), WindowEnd = At(to), DetectedAt = At(detectedAt), Principal = principal };
        return Some.Incident(number, anomaly);
    }
}
