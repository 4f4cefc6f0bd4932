using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Alerting;

[TestClass]
public sealed class AlertingFoldTests
{
    private const string Checkout = "aws/123456789012/eu-west-1/checkout";

    private readonly FoldDriver _fold = new();

    [TestMethod]
    public void An_anomaly_is_told_at_once_without_any_tick()
    {
        _fold.See(Some.Anomaly());

        var incident = Assert.ContainsSingle(_fold.Outputs);
        Assert.AreEqual(IncidentStatus.Open, incident.Status);
        Assert.AreEqual("function:" + Checkout, incident.Key);
        Assert.AreEqual("burst", incident.Kind);
        Assert.AreEqual(Some.Anomaly().DetectedAt, incident.DetectedAt);
        Assert.AreEqual(IncidentKey.IncidentId(incident.Key, Some.Id(1)), incident.Id);
        Assert.Contains("checkout was called 5,210 times a minute; 80 to 120 were expected.", incident.Explanation);
    }

    [TestMethod]
    public void The_same_sighting_again_says_nothing() => Assert.IsEmpty(_fold.See(Some.Anomaly(), Some.Anomaly()).Outputs);

    [TestMethod]
    public void A_later_sighting_widens_the_incident()
    {
        var later = Some.Anomaly() with { Phase = AnomalyPhase.Continues, WindowEnd = Some.Noon.AddMinutes(9), Score = 40, Observed = 9000 };
        var incident = Assert.ContainsSingle(_fold.See(Some.Anomaly(), later).All);

        Assert.AreEqual(Some.Noon.AddMinutes(9), incident.LastSeen);
        Assert.AreEqual(9000, Assert.ContainsSingle(incident.Anomalies).Observed);
        Assert.AreEqual(Severity.High, incident.Severity, "2 for a burst, 2 for a score of five thresholds");
    }

    [TestMethod]
    [DataRow(30, 1, DisplayName = "29 minutes after the end of the first")]
    [DataRow(31, 2, DisplayName = "30 minutes after the end of the first")]
    public void Anomalies_closer_than_the_gap_are_one_story(int minute, int incidents) =>
        Assert.HasCount(incidents, _fold.See(Some.Anomaly(1), Some.Anomaly(2, minute)).Live);

    [TestMethod]
    public void Functions_of_one_azure_app_are_one_story() =>
        Assert.HasCount(2, Assert.ContainsSingle(_fold.See(Some.Anomaly(1, 0, "azure/sub/shop/checkout"), Some.Anomaly(2, 1, "azure/sub/shop/cart")).Live).Functions);

    [TestMethod]
    public void A_caller_is_one_story_over_all_functions_of_the_account()
    {
        _fold.See(NewCaller(1, 0, "alice", weight: 1), NewCaller(2, 1, "alice", weight: 1, function: "aws/123456789012/us-east-1/cart"), NewCaller(3, 1, "bob", weight: 1));

        string[] expected = ["principal:aws/123456789012:alice", "principal:aws/123456789012:bob"];
        CollectionAssert.AreEquivalent(expected, _fold.Live.Select(incident => incident.Key).ToArray());
    }

    [TestMethod]
    public void A_weak_anomaly_makes_no_incident_alone_but_several_do()
    {
        _fold.See(NewCaller(1, 0, "alice", weight: 0.4), NewCaller(2, 5, "alice", weight: 0.4, function: "aws/123456789012/eu-west-1/b"));
        Assert.IsEmpty(_fold.All);

        _fold.See(NewCaller(3, 9, "alice", weight: 0.2, function: "aws/123456789012/eu-west-1/c"));

        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.HasCount(3, incident.Anomalies);
        Assert.AreEqual(Some.Noon.AddMinutes(11), incident.DetectedAt, "when the third was detected");
    }

    [TestMethod]
    public void An_anomaly_that_began_earlier_joins_without_changing_the_id()
    {
        var id = Assert.ContainsSingle(_fold.See(Some.Anomaly(5, 10)).All).Id;

        var incident = Assert.ContainsSingle(_fold.See(Some.Anomaly(6, 0)).All);

        Assert.AreEqual(id, incident.Id);
        Assert.AreEqual(Some.Noon, incident.FirstSeen);
    }

    [TestMethod]
    public void An_anomaly_between_two_incidents_merges_them_into_the_older()
    {
        _fold.See(Some.Anomaly(2, 50), Some.Anomaly(1, 0));
        var (older, younger) = (_fold.All[0], _fold.All[1]);

        _fold.See(Some.Anomaly(3, 25));

        var live = Assert.ContainsSingle(_fold.Live);
        Assert.AreEqual(older.Id, live.Id);
        Assert.HasCount(3, live.Anomalies);
        var merged = _fold.All.Single(incident => incident.Id == younger.Id);
        Assert.AreEqual(older.Id, merged.MergedInto);
        Assert.AreEqual(IncidentStatus.Resolved, merged.Status);
        Assert.Contains($"part of incident {older.Id}", merged.Explanation);
    }

    [TestMethod]
    public void What_was_done_to_the_function_is_a_likelier_cause_than_what_was_done_to_its_app_or_account_just_before()
    {
        Change Done(string function, int minute, string operation) => new() { Function = function, Time = Some.Noon.AddMinutes(minute), Operation = operation };
        _fold.See(Done("azure/sub", -1, "account")).See(Done("azure/sub/shop", -2, "app")).See(Done("azure/sub/shop/checkout", -40, "function")).See(Done("azure/sub/shop/checkout", 3, "behind"));

        _fold.See(Some.Anomaly(1, 0, "azure/sub/shop/checkout"));

        var causes = Assert.ContainsSingle(_fold.Live).Explanation.Split('\n').Where(line => line.StartsWith("Possible cause:", StringComparison.Ordinal)).ToList();
        Assert.HasCount(2, causes);
        StringAssert.StartsWith(causes[0], "Possible cause: function on azure/sub/shop/checkout at 11:20 UTC, 40 minutes before it began.");
        StringAssert.StartsWith(causes[1], "Possible cause: app on azure/sub/shop");
    }

    [TestMethod]
    public void A_bridge_that_is_withdrawn_gives_both_incidents_back()
    {
        _fold.See(Some.Anomaly(1, 0), Some.Anomaly(2, 50));
        var ids = _fold.All.Select(incident => incident.Id).ToArray();

        _fold.See(Some.Anomaly(3, 25), Some.Anomaly(3, 25) with { Phase = AnomalyPhase.Withdrawn });

        CollectionAssert.AreEqual(ids, _fold.Live.Select(incident => incident.Id).ToArray());
        Assert.IsTrue(_fold.Live.All(incident => incident.MergedInto is null && incident.Status == IncidentStatus.Open));
    }

    [TestMethod]
    public void An_incident_that_lost_all_its_anomalies_is_resolved_and_says_so()
    {
        _fold.See(Some.Anomaly(), Some.Anomaly() with { Phase = AnomalyPhase.Withdrawn });

        var incident = Assert.ContainsSingle(_fold.All);
        Assert.AreEqual(IncidentStatus.Resolved, incident.Status);
        Assert.IsNotNull(incident.ResolvedAt);
        Assert.IsEmpty(incident.Anomalies);
        Assert.Contains("shows that nothing was wrong", incident.Explanation);
    }

    [TestMethod]
    public void An_incident_left_with_too_little_is_resolved_and_says_so()
    {
        _fold.See(NewCaller(1, 0, "alice", weight: 0.6), NewCaller(2, 1, "alice", weight: 0.6));

        _fold.See(NewCaller(1, 0, "alice", weight: 0.6) with { Phase = AnomalyPhase.Withdrawn });

        Assert.Contains("too weak to be an incident", Assert.ContainsSingle(_fold.All).Explanation);
    }

    [TestMethod]
    public void An_incident_keeps_its_id_when_the_anomaly_that_named_it_is_withdrawn()
    {
        var id = Assert.ContainsSingle(_fold.See(Some.Anomaly(1), Some.Anomaly(2, 5)).All).Id;

        _fold.See(Some.Anomaly(1) with { Phase = AnomalyPhase.Withdrawn });

        Assert.AreEqual(id, Assert.ContainsSingle(_fold.All).Id);
        Assert.AreEqual(Some.Id(2), Assert.ContainsSingle(_fold.All[0].Anomalies).Id);
    }

    [TestMethod]
    public void A_withdrawn_anomaly_does_not_come_back_by_a_replay()
    {
        _fold.See(Some.Anomaly(), Some.Anomaly() with { Phase = AnomalyPhase.Withdrawn }, Some.Anomaly());

        Assert.IsEmpty(_fold.Live);
    }

    [TestMethod]
    public void An_incident_resolves_half_an_hour_after_its_last_window_and_says_so()
    {
        _fold.See(Some.Anomaly(), Some.Anomaly() with { Phase = AnomalyPhase.Ended });

        Assert.IsEmpty(_fold.Tick(30).Outputs);
        var incident = Assert.ContainsSingle(_fold.Tick(31).Outputs);

        Assert.AreEqual(IncidentStatus.Resolved, incident.Status);
        Assert.AreEqual(Some.Noon.AddMinutes(31), incident.ResolvedAt);
        Assert.Contains("Resolved: normal since 12:01 UTC on 1 July 2026, for 30 minutes or longer.", incident.Explanation);
    }

    [TestMethod]
    public void An_anomaly_that_has_not_ended_keeps_its_incident_open() =>
        Assert.AreEqual(IncidentStatus.Open, Assert.ContainsSingle(_fold.See(Some.Anomaly()).Tick(2000).All).Status);

    [TestMethod]
    public void A_slow_scorer_keeps_incidents_open_until_it_has_caught_up()
    {
        _fold.Tick(5, scorer: 1).See(Some.Anomaly() with { Phase = AnomalyPhase.Ended }).Tick(600);
        Assert.AreEqual(IncidentStatus.Open, Assert.ContainsSingle(_fold.All).Status);

        _fold.Tick(60, scorer: 1);

        Assert.AreEqual(IncidentStatus.Resolved, Assert.ContainsSingle(_fold.All).Status);
    }

    [TestMethod]
    public void A_scorer_seen_late_takes_a_premature_all_clear_back()
    {
        _fold.See(Some.Anomaly() with { Phase = AnomalyPhase.Ended }).Tick(60);
        Assert.AreEqual(IncidentStatus.Resolved, Assert.ContainsSingle(_fold.All).Status);

        _fold.Tick(10, scorer: 1);

        Assert.AreEqual(IncidentStatus.Open, Assert.ContainsSingle(_fold.All).Status);
        Assert.IsNull(_fold.All[0].ResolvedAt);
    }

    [TestMethod]
    public void Ticks_of_other_writers_do_not_count()
    {
        _fold.See(Some.Anomaly() with { Phase = AnomalyPhase.Ended });
        _fold.Apply(new Stamped<Finding>(Some.Noon.AddDays(1), "azure-monitor", true, default));

        Assert.AreEqual(IncidentStatus.Open, Assert.ContainsSingle(_fold.All).Status);
    }

    [TestMethod]
    public void A_late_anomaly_reopens_a_resolved_incident()
    {
        _fold.See(Some.Anomaly(1) with { Phase = AnomalyPhase.Ended }).Tick(60).See(Some.Anomaly(2, 20));

        var incident = Assert.ContainsSingle(_fold.All);
        Assert.AreEqual(IncidentStatus.Open, incident.Status);
        Assert.HasCount(2, incident.Anomalies);
    }

    [TestMethod]
    public void What_is_long_over_leaves_memory()
    {
        _fold.See(Some.Anomaly(1) with { Phase = AnomalyPhase.Ended }, NewCaller(2, 0, "alice", weight: 0.3), Some.Anomaly(3, 0, "aws/1/r/n") with { Phase = AnomalyPhase.Withdrawn });
        Assert.AreEqual(3, _fold.Tick(360).AnomalyCount);

        _fold.Tick(361);

        Assert.AreEqual(0, _fold.AnomalyCount);
        Assert.AreEqual(IncidentStatus.Resolved, Assert.ContainsSingle(_fold.All).Status);
    }

    [TestMethod]
    public void A_change_shortly_before_is_named_whether_it_comes_first_or_last()
    {
        var change = new Change { Function = "aws/123456789012", Time = Some.Noon.AddMinutes(-4), Operation = "UpdateFunctionCode20150331v2", Principal = "ci" };
        var first = new FoldDriver().See(change).See(Some.Anomaly());

        _fold.See(Some.Anomaly()).See(change);

        Assert.Contains("Possible cause: UpdateFunctionCode20150331v2 on aws/123456789012 by ci at 11:56 UTC, 4 minutes before it began.", _fold.All[0].Explanation);
        Assert.AreEqual(_fold.All[0].Explanation, first.All[0].Explanation);
    }

    [TestMethod]
    [DataRow("aws/123456789012/eu-west-1/check", -4, Outcome.Ok, DisplayName = "another function whose name begins alike")]
    [DataRow("aws/123456789012/eu-west-1/checkout", -61, Outcome.Ok, DisplayName = "too long before")]
    [DataRow("aws/123456789012/eu-west-1/checkout", 6, Outcome.Ok, DisplayName = "after")]
    [DataRow("aws/123456789012/eu-west-1/checkout", -4, Outcome.Denied, DisplayName = "a change that was refused")]
    public void Other_changes_are_not_named(string function, int minute, Outcome outcome)
    {
        _fold.See(new Change { Function = function, Time = Some.Noon.AddMinutes(minute), Operation = "x", Outcome = outcome }).See(Some.Anomaly());

        Assert.DoesNotContain("Possible cause", _fold.All[0].Explanation);
    }

    [TestMethod]
    public void A_new_caller_and_the_burst_beside_it_mention_each_other()
    {
        _fold.See(NewCaller(1, 0, "mallory", weight: 1), Some.Anomaly(2, 5));

        Assert.HasCount(2, _fold.Live);
        Assert.Contains("Around that time checkout itself was off: far more calls than expected", _fold.Live[0].Explanation);
        Assert.Contains("Around that time mallory called checkout for the first time", _fold.Live[1].Explanation);
    }

    [TestMethod]
    public void A_new_caller_too_weak_for_an_incident_is_mentioned_beside_a_burst() =>
        Assert.Contains("mallory", Assert.ContainsSingle(_fold.See(Some.Anomaly(2, 5), NewCaller(1, 0, "mallory", weight: 0.3)).Live).Explanation);

    [TestMethod]
    public void Beyond_its_largest_size_a_new_incident_continues_and_says_so()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxMembers = 3 });
        fold.See([.. Enumerable.Range(0, 5).Select(i => Some.Anomaly(i + 1, i))]);

        Assert.HasCount(2, fold.Live);
        Assert.HasCount(3, fold.Live[0].Anomalies);
        Assert.HasCount(2, fold.Live[1].Anomalies);
        Assert.Contains("carries on an incident that began at 12:00 UTC", fold.Live[1].Explanation);
    }

    [TestMethod]
    public void Beyond_its_longest_span_a_new_incident_continues_and_says_so()
    {
        _fold.See([.. Enumerable.Range(0, 80).Select(i => Some.Anomaly(i + 1, i * 20))]);

        Assert.HasCount(2, _fold.Live);
        Assert.AreEqual(Some.Noon.AddHours(24), _fold.Live[0].Anomalies[^1].WindowStart);
        Assert.Contains("carries on", _fold.Live[1].Explanation);
    }

    [TestMethod]
    public void A_chain_continues_what_has_already_left_memory()
    {
        var fold = new FoldDriver(new AlertingOptions { MaxSpan = TimeSpan.FromHours(2), Retention = TimeSpan.FromHours(1) });
        for (var i = 0; i < 24; i++)
        {
            fold.See(Some.Anomaly(i + 1, i * 20) with { Phase = AnomalyPhase.Ended }).Tick((i * 20) + 5);
        }

        Assert.IsLessThan(24, fold.AnomalyCount);
        Assert.HasCount(4, fold.Live);
        Assert.IsTrue(fold.Live.Skip(1).All(incident => incident.Explanation.Contains("carries on", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Wrong_options_are_refused_all_at_once()
    {
        var fault = Assert.ThrowsExactly<ArgumentException>(() => new AlertingFold(new AlertingOptions { Gap = TimeSpan.Zero, MaxMembers = 0 }));

        Assert.Contains("Gap", fault.Message);
        Assert.Contains("MaxMembers", fault.Message);
    }

    private static Anomaly NewCaller(int number, int minute, string principal, double weight, string function = Checkout) => Some.Anomaly(number, minute, function) with
    {
        Kind = AnomalyKind.NewCaller,
        Signal = Signal.NewCaller,
        Principal = principal,
        Weight = weight,
        Reasons = [new Reason(Signal.NewCaller, 1, 0, 0, 12, principal)],
    };
}
