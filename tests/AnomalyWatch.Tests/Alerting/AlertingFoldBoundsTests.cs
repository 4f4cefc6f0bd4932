using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Alerting;

/// <summary>Every cap of the fold is reached once.</summary>
[TestClass]
public sealed class AlertingFoldBoundsTests
{
    [TestMethod]
    public void A_flood_of_weak_callers_keeps_memory_flat_and_takes_no_incident_away()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxPendingKeys = 50 });
        fold.See(Some.Anomaly(1));
        for (var i = 0; i < 5000; i++)
        {
            fold.See(Caller(i + 10, $"stranger-{i}", 0.3));
        }

        Assert.IsLessThanOrEqualTo(51, fold.AnomalyCount);
        fold.See(Some.Anomaly(2, 1));
        Assert.HasCount(2, Assert.ContainsSingle(fold.Live).Anomalies);
    }

    [TestMethod]
    public void Beyond_the_told_keys_incidents_are_told_per_account()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxToldKeys = 3 });
        for (var i = 0; i < 20; i++)
        {
            fold.See(Some.Anomaly(i + 1, 0, $"aws/123456789012/r/f{i}"));
        }

        Assert.HasCount(4, fold.Live);
        Assert.HasCount(17, fold.Live.Single(incident => incident.Key == "account:aws/123456789012").Anomalies);
    }

    [TestMethod]
    public void An_anomaly_told_under_the_account_stays_there()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxToldKeys = 1 });
        fold.See(Some.Anomaly(1), Some.Anomaly(2, 0, "aws/123456789012/r/other"));
        fold.See(Some.Anomaly(1) with { Phase = AnomalyPhase.Ended }).Tick(400);

        fold.See(Some.Anomaly(2, 0, "aws/123456789012/r/other") with { Phase = AnomalyPhase.Ended });

        Assert.AreEqual(IncidentStatus.Resolved, fold.All.Single(incident => incident.Key.StartsWith("account:", StringComparison.Ordinal)).Status);
        Assert.HasCount(2, fold.All);
    }

    [TestMethod]
    public void Accounts_made_at_will_find_an_end()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxToldKeys = 4 });
        for (var i = 0; i < 100; i++)
        {
            fold.See(Some.Anomaly(i + 1, 0, $"other/account{i}/f"));
        }

        Assert.HasCount(6, fold.Live);
        Assert.AreEqual(6, fold.AnomalyCount);
    }

    [TestMethod]
    public void A_key_that_left_memory_makes_room_for_another()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxToldKeys = 1 });
        fold.See(Some.Anomaly(1) with { Phase = AnomalyPhase.Ended }).Tick(400);

        fold.See(Some.Anomaly(2, 400, "aws/123456789012/r/other"));

        Assert.AreEqual("function:aws/123456789012/r/other", fold.All[^1].Key);
    }

    [TestMethod]
    public void Beyond_a_keys_anomalies_the_rest_is_counted()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxAnomaliesPerKey = 5 });
        fold.See([.. Enumerable.Range(1, 8).Select(number => Some.Anomaly(number, number))]);

        var incident = Assert.ContainsSingle(fold.Live);
        Assert.HasCount(5, incident.Anomalies);
        Assert.AreEqual(3, incident.AnomaliesLeftOut);
        Assert.Contains("3 more anomalies belong here", incident.Explanation);
    }

    [TestMethod]
    public void Beyond_all_anomalies_weak_ones_go_first()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxAnomalies = 10 });
        for (var i = 0; i < 10; i++)
        {
            fold.See(Caller(i + 100, $"stranger-{i}", 0.3));
        }

        fold.See([.. Enumerable.Range(1, 12).Select(number => Some.Anomaly(number, number))]);

        Assert.AreEqual(10, fold.AnomalyCount);
        Assert.HasCount(10, Assert.ContainsSingle(fold.Live).Anomalies);
        Assert.AreEqual(2, fold.Live[0].AnomaliesLeftOut);
    }

    [TestMethod]
    public void Beyond_the_changes_the_oldest_go()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxChanges = 3 });
        for (var i = 0; i < 10; i++)
        {
            fold.See(new Change { Function = "aws/123456789012", Time = Some.Noon.AddMinutes(-20 + i), Operation = $"Change{i}" });
        }

        fold.See(Some.Anomaly());

        Assert.Contains("Change9", fold.All[0].Explanation);
        Assert.Contains("Change8", fold.All[0].Explanation);
    }

    [TestMethod]
    public void A_scorer_beyond_their_number_holds_nothing_up()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxScorers = 1 });
        fold.See(Some.Anomaly() with { Phase = AnomalyPhase.Ended }).Tick(1, scorer: 7).Tick(31);

        Assert.AreEqual(IncidentStatus.Resolved, Assert.ContainsSingle(fold.All).Status);
    }

    private static Anomaly Caller(int number, string principal, double weight) => Some.Anomaly(number, number / 1000) with
    {
        Kind = AnomalyKind.NewCaller,
        Signal = Signal.NewCaller,
        Principal = principal,
        Weight = weight,
        Reasons = [new Reason(Signal.NewCaller, 1, 0, 0, 12, principal)],
    };
}
