using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Demo;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Local.Demo;

[TestClass]
public sealed class DemoTrafficTests
{
    private static readonly DemoTraffic Traffic = DemoRecords.Traffic;
    private static readonly List<TelemetryRecord> Day = DemoRecords.Day;

    private static IReadOnlyList<Invocation> Calls => DemoRecords.Calls;

    [TestMethod]
    public void The_whole_day_is_in_the_order_of_event_time()
    {
        var times = Day.Select(record => record.EventTime).ToList();
        CollectionAssert.AreEqual(times.Order().ToList(), times);
    }

    [TestMethod]
    public void Every_call_of_the_real_day_is_in_it_where_nothing_was_injected()
    {
        var injected = Traffic.Injections.SelectMany(injection => injection.Functions).ToHashSet(StringComparer.Ordinal);
        var written = Calls.GroupBy(call => call.Function).ToDictionary(group => group.Key, group => group.Sum(call => call.Count));
        foreach (var function in DemoDay.Read().Where(function => !injected.Contains(function.Name)))
        {
            Assert.AreEqual(function.Counts.Sum(count => (long)count), written.GetValueOrDefault(function.Name), function.Name);
        }
    }

    [TestMethod]
    public void Every_record_keeps_the_rules_and_has_an_id_of_its_own()
    {
        var violations = Calls.Select(call => InvocationRules.Violation(call)).Concat(Changes.Select(InvocationRules.Violation)).OfType<string>();
        Assert.IsEmpty(violations);
        Assert.HasCount(Day.Count, Day.Select(record => (record.Function, record.Change?.Id ?? record.Invocation.Id)).Distinct());
    }

    [TestMethod]
    public void Two_readings_give_the_same_day()
    {
        var again = new DemoTraffic();
        foreach (var minute in new[] { 0, 355, 840, 995, 1140, 1439 })
        {
            CollectionAssert.AreEqual(Traffic.Minute(minute).ToList(), again.Minute(minute).ToList());
        }
    }

    [TestMethod]
    public void Most_functions_see_a_cold_start_now_and_then()
    {
        var cold = Calls.Where(call => call.ColdStart == true).ToList();
        var share = (double)cold.Sum(call => call.Count) / Calls.Sum(call => call.Count);
        Assert.IsTrue(share is > 0.0005 and < 0.01, $"{share:P2} of all calls");
        Assert.IsGreaterThan(80, cold.Select(call => call.Function).Distinct().Count());
        Assert.IsTrue(cold.All(call => call.InitMs > 0) && Calls.Where(call => call.ColdStart == false).All(call => call.InitMs is null));
    }

    [TestMethod]
    public void The_first_call_after_twenty_quiet_minutes_is_a_cold_start()
    {
        var injected = Traffic.Injections.SelectMany(injection => injection.Functions).ToHashSet(StringComparer.Ordinal);
        foreach (var calls in Calls.Where(call => !injected.Contains(call.Function)).GroupBy(call => call.Function))
        {
            var last = DateTimeOffset.MaxValue;
            foreach (var minute in calls.GroupBy(call => WindowTime.Floor(call.Start)).OrderBy(minute => minute.Key))
            {
                if (minute.Key > last && minute.Key - last > TimeSpan.FromMinutes(20))
                {
                    Assert.IsTrue(minute.Any(call => call.ColdStart == true), $"{calls.Key} at {minute.Key:HH:mm}");
                }

                last = minute.Key;
            }
        }
    }

    [TestMethod]
    public void Callers_come_from_private_and_documentation_ranges_only()
    {
        foreach (var caller in Calls.Select(call => call.Caller).Where(caller => !caller.IsUnknown).Distinct())
        {
            Assert.IsTrue(
                new[] { "10.", "192.0.2.", "198.51.100.", "203.0.113." }.Any(range => caller.Ip!.StartsWith(range, StringComparison.Ordinal)), caller.Ip);
            var network = int.Parse(caller.Network!["AS".Length..], System.Globalization.CultureInfo.InvariantCulture);
            Assert.IsTrue(network is >= 64496 and <= 64511 or >= 64512 and <= 65534, caller.Network);
        }
    }

    private static IEnumerable<Change> Changes => Day.Select(record => record.Change).OfType<Change>();
}
