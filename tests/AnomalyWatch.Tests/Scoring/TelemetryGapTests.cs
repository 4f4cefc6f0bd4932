using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class TelemetryGapTests
{
    [TestMethod]
    public void What_several_partitions_lost_is_one_incident_that_says_how_much_and_resolves_by_itself()
    {
        var fold = new AlertingFold(new AlertingOptions());
        var incidents = new List<Incident>();
        for (var partition = 0; partition < 3; partition++)
        {
            Tell(fold, TelemetryGap.Of(Lost("invocations", partition, 40 + partition)), Some.Noon.AddMinutes(30), incidents);
        }

        var incident = incidents[^1];
        Assert.AreEqual(1, incidents.Select(told => told.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.AreEqual("telemetryGap", incident.Kind);
        Assert.HasCount(3, incident.Anomalies);
        StringAssert.Contains(incident.Title, "telemetry was lost");
        StringAssert.Contains(incident.Explanation, "no longer in the hub");

        incidents.Clear();
        var later = Some.Noon.AddHours(3);
        fold.Apply(new Stamped<Finding>(later, "scoring/0", IsTick: true, default), incidents);
        Assert.AreEqual(IncidentStatus.Resolved, incidents.Single().Status);
    }

    [TestMethod]
    public void Lost_findings_are_told_the_same_way()
    {
        var fold = new AlertingFold(new AlertingOptions());
        var incidents = new List<Incident>();
        fold.Lose(Lost("findings", 1, 7), incidents);
        Assert.AreEqual("telemetryGap", incidents.Single().Kind);
    }

    [TestMethod]
    public void The_same_loss_told_again_has_the_same_id() =>
        Assert.AreEqual(TelemetryGap.Of(Lost("invocations", 1, 5)).Id, TelemetryGap.Of(Lost("invocations", 1, 5)).Id);

    [TestMethod]
    public void A_loss_is_over_when_it_is_known()
    {
        var gap = TelemetryGap.Of(Lost("invocations", 1, 5));
        Assert.AreEqual((AnomalyKind.TelemetryGap, AnomalyPhase.Ended, 5d), (gap.Kind, gap.Phase, gap.Observed));
        Assert.AreEqual((Some.Noon, Some.Noon.AddMinutes(21)), (gap.WindowStart, gap.WindowEnd));
    }

    private static LostStretch Lost(string hub, int partition, long events) => new(hub, partition, 100, events, Some.Noon, Some.Noon.AddMinutes(20));

    private static void Tell(AlertingFold fold, Anomaly anomaly, DateTimeOffset clock, List<Incident> incidents) =>
        fold.Apply(new Stamped<Finding>(clock, "scoring/0", IsTick: false, new Finding(anomaly)), incidents);
}
