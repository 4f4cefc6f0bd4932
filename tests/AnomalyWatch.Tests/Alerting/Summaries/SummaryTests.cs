using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Alerting.Summaries;

/// <summary>One caller at many functions, many functions at once: what single anomalies are together.</summary>
[TestClass]
public sealed class SummaryTests
{
    private readonly FoldDriver _fold = new();

    [TestMethod]
    public void A_caller_new_at_five_functions_within_an_hour_is_one_incident_however_weak_each_is()
    {
        _fold.See([.. Enumerable.Range(0, 4).Select(i => NewCaller(i, 10 * i))]);
        Assert.IsEmpty(_fold.All);

        _fold.See(NewCaller(4, 40));

        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.AreEqual("fanOut", incident.Kind);
        Assert.AreEqual("account 123456789012: mallory is new or refused at 5 functions", incident.Title);
        Assert.HasCount(6, incident.Anomalies);
        Assert.HasCount(5, incident.Functions);
        Assert.AreEqual(Some.Noon.AddMinutes(42), incident.DetectedAt, "when the fifth was detected");
        Assert.AreEqual(Severity.High, incident.Severity, "2 for its kind, 1 for five functions, 1 for 41 minutes");
        StringAssert.StartsWith(incident.Explanation, "mallory was new or refused at 5 functions of account 123456789012 within an hour; up to 4 would be no news.");
        StringAssert.Contains(incident.Explanation, "In order: f0 (new caller), f1 (new caller), f2 (new caller), f3 (new caller), f4 (new caller).");
    }

    [TestMethod]
    public void Five_functions_in_a_day_are_no_fan_out() =>
        Assert.IsEmpty(_fold.See([.. Enumerable.Range(0, 8).Select(i => NewCaller(i, 20 * i))]).All);

    [TestMethod]
    public void A_fan_out_that_goes_on_keeps_its_incident_and_grows()
    {
        _fold.See([.. Enumerable.Range(0, 5).Select(i => NewCaller(i, i))]);
        var id = Assert.ContainsSingle(_fold.Live).Id;

        _fold.See([.. Enumerable.Range(5, 10).Select(i => NewCaller(i, i - 8))]);

        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.AreEqual(id, incident.Id);
        Assert.AreEqual(15, incident.Anomalies.Single(anomaly => anomaly.Kind == AnomalyKind.FanOut).Observed);
        Assert.AreEqual(Severity.High, incident.Severity, "2, 1 for three times as many as are news, 2 for fifteen functions");
    }

    [TestMethod]
    public void Functions_of_an_app_that_go_off_together_are_one_anomaly_of_the_app_with_the_first_one_named()
    {
        _fold.See(
            Off(1, 4, "azure/sub/shop/cart", AnomalyKind.Latency),
            Off(2, 2, "azure/sub/shop/checkout", AnomalyKind.Errors),
            Off(3, 4, "azure/sub/shop/mail", AnomalyKind.Silence));

        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.AreEqual("fleet", incident.Kind);
        Assert.AreEqual("app shop: 3 functions off at once, shop/checkout first", incident.Title);
        var lines = incident.Explanation.Split('\n');
        Assert.AreEqual("3 functions of app shop went off within minutes of each other; up to 2 would be no news.", lines[0]);
        Assert.AreEqual("It began with shop/checkout at 12:02 UTC, 2 minutes before any other: errors.", lines[2]);
        StringAssert.StartsWith(lines[4], "In order: shop/checkout (errors), ");
        Assert.HasCount(1, incident.Anomalies.Where(anomaly => anomaly.Kind == AnomalyKind.Fleet).ToList());
    }

    [TestMethod]
    public void Functions_that_go_off_half_an_hour_apart_are_no_fleet()
    {
        _fold.See(Off(1, 0, "azure/sub/shop/a", AnomalyKind.Errors), Off(2, 10, "azure/sub/shop/b", AnomalyKind.Errors), Off(3, 20, "azure/sub/shop/c", AnomalyKind.Errors));

        Assert.AreEqual("errors", Assert.ContainsSingle(_fold.Live).Kind);
    }

    [TestMethod]
    public void A_summary_goes_where_those_that_made_it_are_withdrawn()
    {
        _fold.See([.. Enumerable.Range(0, 5).Select(i => NewCaller(i, i))]);
        _fold.See(NewCaller(2, 2) with { Phase = AnomalyPhase.Withdrawn });

        Assert.IsEmpty(_fold.Live);
        StringAssert.Contains(Assert.ContainsSingle(_fold.All).Explanation, "too weak to be an incident");
    }

    [TestMethod]
    public void It_ends_with_those_that_it_sums_up()
    {
        var five = Enumerable.Range(0, 5).Select(i => NewCaller(i, i)).ToArray();
        _fold.See(five).See([.. five.Select(anomaly => anomaly with { Phase = AnomalyPhase.Ended })]).Tick(0).Tick(90);

        Assert.AreEqual(IncidentStatus.Resolved, Assert.ContainsSingle(_fold.All).Status);
    }

    private static Anomaly NewCaller(int number, int minute) => Some.Anomaly(number + 1, minute, $"aws/123456789012/eu-west-1/f{number}") with
    {
        Kind = AnomalyKind.NewCaller,
        Principal = "mallory",
        Weight = 0.1,
        Score = 3,
        Threshold = 3,
        Signal = Signal.NewCaller,
        Reasons = [new Reason(Signal.NewCaller, 1, 0, 0, 3, "mallory")],
    };

    private static Anomaly Off(int number, int minute, string function, AnomalyKind kind) =>
        Some.Anomaly(number, minute, function) with { Kind = kind, Signal = Signal.Errors, Reasons = [new Reason(Signal.Errors, 40, 0, 2, 12)] };
}
