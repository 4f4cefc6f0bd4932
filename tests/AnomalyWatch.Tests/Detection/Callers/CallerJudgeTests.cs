using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Callers;

/// <summary>Whom the detector tells of, and of whom it does not, through the detector itself.</summary>
[TestClass]
public sealed class CallerJudgeTests
{
    private static readonly Caller Orders = new() { Principal = "role/orders", Network = "AS8075", Country = "NL", Agent = "sdk/2.1" };

    private readonly Detector _detector = new(new DetectorOptions(), ScoringModel.Default);
    private readonly Neighbourhood _neighbourhood = new();

    [TestMethod]
    public void A_principal_never_seen_is_a_new_caller()
    {
        var verdict = Assert.ContainsSingle(Judge(Internal(600), 600, Orders with { Principal = "role/thief" }));
        Assert.AreEqual((AnomalyKind.NewCaller, "role/thief"), (verdict.Kind, verdict.Principal));
        Assert.AreEqual((Signal.NewCaller, "role/thief"), (verdict.Reasons[0].Signal, verdict.Reasons[0].Detail));
    }

    [TestMethod]
    public void A_known_principal_from_elsewhere_with_another_agent_is_an_unusual_caller_and_heavier_than_from_elsewhere_alone()
    {
        var state = Internal(600);
        var elsewhere = Assert.ContainsSingle(Judge(state, 600, Orders with { Network = "AS64511" }));
        var all = Assert.ContainsSingle(Judge(state, 600, Orders with { Network = "AS64511", Country = "US", Agent = "curl/8" }));

        Assert.AreEqual((AnomalyKind.UnusualCaller, "role/orders"), (all.Kind, all.Principal));
        Assert.IsTrue(all.Reasons.Any(reason => reason is { Signal: Signal.NewAgent, Detail: "curl/8" }));
        Assert.IsGreaterThan(elsewhere.Score + 2, all.Score);
        Assert.AreEqual(1, all.Weight);
    }

    [TestMethod]
    public void Somebody_unnamed_at_a_function_whose_callers_have_names_is_told()
    {
        var verdict = Assert.ContainsSingle(Judge(Internal(600), 600, new Caller { Network = "AS64511", Agent = "sdk/2.1" }));
        Assert.IsTrue(verdict.Reasons.Any(reason => reason.Signal == Signal.UnnamedCaller));
    }

    [TestMethod]
    public void A_call_over_http_of_what_only_a_queue_sets_off_is_told()
    {
        var state = Lived(600, _ => [Call(default, Trigger.Queue)]);
        var verdict = Assert.ContainsSingle(Judge(state, 600, new Caller { Network = "AS64511" }));
        Assert.IsTrue(verdict.Reasons.Any(reason => reason is { Signal: Signal.NewTrigger, Detail: "http" }));
        Assert.IsTrue(verdict.Reasons.Any(reason => reason.Signal == Signal.UnnamedCaller));
    }

    [TestMethod]
    public void Another_trigger_alone_is_told_without_a_caller()
    {
        var state = Lived(600, _ => [Call(default, Trigger.Queue)]);
        var verdict = Assert.ContainsSingle(Judge(state, Window(600, [Call(default, Trigger.Event)])));
        Assert.AreEqual((AnomalyKind.UnusualCaller, null), (verdict.Kind, verdict.Principal));
    }

    [TestMethod]
    public void A_principal_of_another_account_is_told_with_the_account()
    {
        var own = Orders with { Principal = "arn:aws:iam::111122223333:role/orders" };
        var state = Lived(600, _ => [Call(own)]);
        var verdict = Assert.ContainsSingle(Judge(state, 600, own with { Principal = "arn:aws:iam::999911112222:user/ci" }));
        Assert.IsTrue(verdict.Reasons.Any(reason => reason is { Signal: Signal.NewAccount, Detail: "999911112222" }));
    }

    [TestMethod]
    public void Where_the_source_tells_no_callers_nothing_is_told()
    {
        var state = Lived(600, _ => [Call(default, Trigger.Unknown)]);
        Assert.IsEmpty(Judge(state, Window(600, [Call(default, Trigger.Unknown)])));
    }

    [TestMethod]
    public void A_trait_that_a_source_begins_to_tell_is_not_new()
    {
        var state = Lived(600, _ => [Call(new Caller { Principal = "role/orders" })]);
        Assert.IsEmpty(Judge(state, 600, Orders));
    }

    [TestMethod]
    public void At_a_public_endpoint_one_more_network_is_no_news()
    {
        var state = Lived(600, minute => [Call(new Caller { Network = $"AS{minute}", Country = "DE", Agent = "browser" })]);
        Assert.IsEmpty(Judge(state, 600, new Caller { Network = "AS99999", Country = "DE", Agent = "browser" }));
    }

    [TestMethod]
    public void A_new_function_among_others_is_judged_by_what_they_have_seen()
    {
        for (var neighbour = 0; neighbour < 5; neighbour++)
        {
            Internal(600);
        }

        var young = Lived(10, _ => [Call(Orders)]);
        Assert.IsNotEmpty(Judge(young, 10, new Caller { Network = "AS64511", Agent = "sqlmap/1.8" }));
        Assert.IsEmpty(Judge(Alone(10), 10, new Caller { Network = "AS64511", Agent = "sqlmap/1.8" }));
    }

    [TestMethod]
    public void Whom_other_functions_know_is_less_new_than_whom_nobody_knows()
    {
        var state = Internal(600);
        Lived(600, _ => [Call(Orders with { Principal = "role/stock" })]);
        for (var i = 0; i < 40; i++)
        {
            Lived(700, minute => [Call(Orders with { Principal = minute % 100 == 99 ? $"role/{minute / 100}" : "role/orders" })]);
        }

        var known = Judge(state, 600, Orders with { Principal = "role/stock" }).Sum(verdict => verdict.Score);
        var strange = Judge(state, 600, Orders with { Principal = "role/never" }).Sum(verdict => verdict.Score);
        Assert.IsGreaterThan(known, strange);
    }

    [TestMethod]
    public void Many_callers_with_one_new_agent_are_one_campaign()
    {
        var state = Lived(600, minute => [Call(new Caller { Network = $"AS{minute % 50}", Country = "DE", Agent = "browser" })]);
        var visits = Enumerable.Range(0, 30).Select(caller => Call(new Caller { Network = $"AS{70_000 + caller}", Country = "DE", Agent = "headless" })).ToArray();
        var verdict = Assert.ContainsSingle(Judge(state, Window(600, visits)));
        Assert.AreEqual((AnomalyKind.Campaign, "headless"), (verdict.Kind, verdict.Principal));
        Assert.AreEqual(30, verdict.Reasons[0].Observed);
        Assert.AreEqual(1, verdict.Weight);
    }

    [TestMethod]
    public void Who_was_told_is_told_again_for_six_hours_and_only_when_calling()
    {
        var state = Internal(600);
        var thief = Orders with { Principal = "role/thief", Network = "AS64511", Country = "US", Agent = "curl/8" };
        Learn(state, Window(600, [Call(thief)]));

        Assert.AreEqual("role/thief", Assert.ContainsSingle(Judge(state, 700, thief)).Principal);
        Assert.IsEmpty(Judge(state, 700, Orders));
        Assert.IsEmpty(Judge(state, 600 + (6 * 60), thief));
    }

    [TestMethod]
    public void A_known_principal_who_was_told_for_another_network_is_not_told_for_his_own()
    {
        var state = Internal(600);
        var stolen = Orders with { Network = "AS64511", Country = "US", Agent = "curl/8" };
        Learn(state, Window(600, [Call(stolen)]));

        Assert.HasCount(1, Judge(state, 601, stolen));
        Assert.IsEmpty(Judge(state, 601, Orders));
    }

    [TestMethod]
    public void Somebody_who_keeps_to_office_hours_is_told_at_night()
    {
        var person = Orders with { Principal = "ann@example.com" };
        var state = Lived(3 * SomeWindows.Day, minute => minute % SomeWindows.Day / 60 is >= 8 and < 18 ? [Call(Orders), Call(person)] : [Call(Orders)]);

        Assert.IsEmpty(Judge(state, (3 * SomeWindows.Day) + (9 * 60), person));
        Assert.IsEmpty(Judge(state, (3 * SomeWindows.Day) + (19 * 60), person), "a little late is not far");
        var verdict = Assert.ContainsSingle(Judge(state, (3 * SomeWindows.Day) + (3 * 60), person));
        Assert.AreEqual((AnomalyKind.UnusualCaller, "ann@example.com"), (verdict.Kind, verdict.Principal));
        Assert.AreEqual((Signal.UnusualHour, "03:00"), (verdict.Reasons[0].Signal, verdict.Reasons[0].Detail));
    }

    [TestMethod]
    public void A_flood_of_names_leaves_those_that_are_known_known()
    {
        var state = Internal(600);
        for (var minute = 600; minute < 700; minute++)
        {
            Learn(state, Window(minute, [.. Enumerable.Range(0, 60).Select(caller => Call(Orders with { Principal = $"flood/{minute}/{caller}" }))]));
        }

        Assert.IsEmpty(Judge(state, 1200, Orders));
    }

    private FunctionState Internal(int minutes) => Lived(minutes, _ => [Call(Orders)]);

    private FunctionState Alone(int minutes) => Live(_detector.NewFunction(), minutes, _ => [Call(Orders)]);

    private FunctionState Lived(int minutes, Func<int, Invocation[]> calls) => Live(_detector.NewFunction(_neighbourhood), minutes, calls);

    private FunctionState Live(FunctionState state, int minutes, Func<int, Invocation[]> calls)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            Learn(state, Window(minute, calls(minute)));
        }

        return state;
    }

    private void Learn(FunctionState state, FunctionWindow window) => _detector.Learn(state, window, _detector.Judge(state, window));

    private List<Verdict> Judge(FunctionState state, int minute, Caller caller) => Judge(state, Window(minute, [Call(caller)]));

    private List<Verdict> Judge(FunctionState state, FunctionWindow window)
    {
        var verdicts = new List<Verdict>();
        _detector.JudgeCallers(state, window, verdicts);
        return [.. verdicts.Where(verdict => verdict.IsAnomaly)];
    }

    private static Invocation Call(Caller caller, Trigger trigger = Trigger.Http) => SomeWindows.Call(0) with { Caller = caller, Trigger = trigger };

    private static FunctionWindow Window(int minute, Invocation[] calls)
    {
        var window = SomeWindows.Empty(minute);
        foreach (var call in calls)
        {
            window.Add(call);
        }

        return window;
    }
}
