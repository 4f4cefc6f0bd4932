using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Demo;

namespace AnomalyWatch.Tests.Local.Demo;

[TestClass]
public sealed class DemoScenarioTests
{
    private static readonly DemoTraffic Traffic = DemoRecords.Traffic;
    private static readonly List<TelemetryRecord> Day = DemoRecords.Day;

    [TestMethod]
    public void There_are_five_and_no_two_touch_the_same_function()
    {
        Assert.HasCount(5, Traffic.Injections);
        var functions = Traffic.Injections.SelectMany(injection => injection.Functions).ToList();
        Assert.HasCount(functions.Count, functions.Distinct());
        var real = DemoDay.Read().Select(function => function.Name).ToHashSet(StringComparer.Ordinal);
        Assert.IsTrue(functions.All(real.Contains));
    }

    [TestMethod]
    public void The_first_comes_early_enough_for_a_person_who_waits()
    {
        Assert.IsLessThan(30.0, Traffic.Injections.Min(injection => injection.From) / DemoOptions.DefaultMinutesPerSecond);
        CollectionAssert.AreEqual(Traffic.Injections.OrderBy(injection => injection.From).ToList(), Traffic.Injections.ToList());
    }

    [TestMethod]
    public void The_looping_function_is_called_many_times_more_than_in_any_other_minute()
    {
        var loop = Injection("Denial of wallet");
        var perMinute = CallsOf(loop).GroupBy(IsDuring(loop)).ToDictionary(group => group.Key, group => group.GroupBy(MinuteOf).Select(minute => minute.Sum(call => call.Count)).ToList());
        Assert.IsGreaterThan(5 * perMinute[false].Max(), perMinute[true].Min());
    }

    [TestMethod]
    public void The_stopped_timer_is_silent_from_begin_to_end_and_only_then()
    {
        var timer = Injection("A timer");
        Assert.DoesNotContain(true, CallsOf(timer).Select(IsDuring(timer)));
        Assert.IsTrue(CallsOf(timer).All(call => call.Trigger == Trigger.Timer));
        Assert.IsTrue(CallsOf(timer).Any(call => call.Start >= timer.End));
    }

    [TestMethod]
    public void The_thief_was_never_seen_before_and_succeeds_at_several_functions_of_one_app()
    {
        var theft = Injection("Stolen credential");
        var calls = Calls.Where(call => call.Caller.Principal == theft.Principal).ToList();
        Assert.IsTrue(calls.All(IsDuring(theft)) && calls.All(call => call.Outcome == Outcome.Ok));
        CollectionAssert.AreEquivalent(theft.Functions.ToList(), calls.Select(call => call.Function).Distinct().ToList());
        Assert.IsGreaterThanOrEqualTo(2, theft.Functions.Count);
        Assert.HasCount(1, theft.Functions.Select(name => name[..name.LastIndexOf('/')]).Distinct());
        var others = Calls.Where(call => call.Caller.Principal != theft.Principal).Select(call => call.Caller.Network).ToHashSet();
        Assert.IsFalse(calls.Any(call => others.Contains(call.Caller.Network)));
    }

    [TestMethod]
    public void The_scanner_is_always_refused()
    {
        var scan = Injection("Unauthorized");
        var calls = CallsOf(scan).Where(call => call.Caller == DemoCallers.Stranger).ToList();
        Assert.HasCount(60 * (scan.To - scan.From), calls);
        Assert.IsTrue(calls.All(call => call.Outcome == Outcome.Denied && call.StatusCode is 401 or 403));
        Assert.IsFalse(Calls.Any(call => call.Outcome == Outcome.Denied && call.Caller != DemoCallers.Stranger));
    }

    [TestMethod]
    public void The_bad_version_fails_and_is_slow_and_its_deployment_is_told_before_its_first_call()
    {
        var deployment = Injection("Bad deployment");
        var change = Day.Single(record => record.Change is not null);
        Assert.AreEqual(deployment.Start, change.EventTime);
        var during = CallsOf(deployment).ToLookup(IsDuring(deployment));
        Assert.IsTrue(during[true].All(call => call.Version == "2") && during[false].All(call => call.Version == "1"));
        Assert.IsTrue(ErrorShare(during[true]) is > 0.25 and < 0.45 && ErrorShare(during[false]) < 0.02);
        Assert.IsGreaterThan(2 * MeanDuration(during[false]), MeanDuration(during[true]));
        var indexOfFirst = Day.FindIndex(record => record.Change is null && record.Invocation.Version == "2");
        Assert.IsGreaterThan(Day.IndexOf(change), indexOfFirst);
    }

    private static IReadOnlyList<Invocation> Calls => DemoRecords.Calls;

    private static DemoInjection Injection(string name) => Traffic.Injections.Single(injection => injection.Name.StartsWith(name, StringComparison.Ordinal));

    private static IEnumerable<Invocation> CallsOf(DemoInjection injection) => Calls.Where(call => injection.Functions.Contains(call.Function));

    private static int MinuteOf(Invocation call) => (int)(call.Start - DemoDay.Start).TotalMinutes;

    private static Func<Invocation, bool> IsDuring(DemoInjection injection) => call => call.Start >= injection.Start && call.Start < injection.End;

    private static double ErrorShare(IEnumerable<Invocation> calls) =>
        (double)calls.Where(call => call.Outcome == Outcome.Error).Sum(call => call.Count) / calls.Sum(call => call.Count);

    private static double MeanDuration(IEnumerable<Invocation> calls) => calls.Sum(call => call.Count * call.DurationMs!.Value) / calls.Sum(call => call.Count);
}
