using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class FunctionWindowTests
{
    [TestMethod]
    public void An_aggregate_counts_as_often_as_it_says_in_every_sum()
    {
        var window = SomeWindows.Empty(0);
        window.Add(SomeWindows.Call(0) with { Count = 3, Outcome = Outcome.Error, ColdStart = true, DurationMs = 10 });
        window.Add(SomeWindows.Call(0) with { Count = 2, Outcome = Outcome.Timeout });
        window.Add(SomeWindows.Call(0) with { Count = 4, Outcome = Outcome.Denied });
        window.Add(SomeWindows.Call(0));
        Assert.AreEqual((10, 5, 4, 3, 3), (window.Invocations, window.Errors, window.Denied, window.ColdStarts, window.Durations.Count));
        Assert.AreEqual(window.Start.AddMinutes(1), window.End);
    }

    [TestMethod]
    [DataRow("principal", "network", "1.2.3.4", "principal")]
    [DataRow(null, "network", "1.2.3.4", "network")]
    [DataRow(null, null, "1.2.3.4", "1.2.3.4")]
    [DataRow(null, null, null, null)]
    public void A_caller_is_known_by_principal_else_network_else_address(string? principal, string? network, string? ip, string? identity) =>
        Assert.AreEqual(identity, FunctionWindow.IdentityOf(new Caller { Principal = principal, Network = network, Ip = ip }));

    [TestMethod]
    public void Callers_beyond_the_cap_are_only_counted()
    {
        var window = SomeWindows.CallersOf(0, Enumerable.Range(0, FunctionWindow.MaxCallers + 6).Select(caller => $"user/{caller}"));
        Assert.HasCount(FunctionWindow.MaxCallers, window.Callers);
        Assert.AreEqual(6, window.CallersLeftOut);
        Assert.AreEqual(FunctionWindow.MaxCallers + 6, window.DistinctCallers);
    }

    [TestMethod]
    [DataRow("a", "a", "a", "a")]
    [DataRow("a", "a", "b", null)]
    [DataRow("a", "b", "a", null)]
    [DataRow("a", null, "a", null)]
    public void The_refused_caller_is_named_only_when_it_was_one(string? first, string? second, string? third, string? named)
    {
        var window = SomeWindows.Empty(0);
        foreach (var caller in new[] { first, second, third })
        {
            window.Add(SomeWindows.Call(0) with { Outcome = Outcome.Denied, Caller = new Caller { Principal = caller } });
        }

        Assert.AreEqual(named, window.DeniedCaller);
    }

    [TestMethod]
    public void The_order_of_calls_changes_nothing()
    {
        Invocation[] calls =
        [
            SomeWindows.Call(0) with { Outcome = Outcome.Denied, Caller = new Caller { Principal = "a" } },
            SomeWindows.Call(0) with { Count = 7, DurationMs = 30, Caller = new Caller { Ip = "1.2.3.4" } },
            SomeWindows.Call(0) with { Outcome = Outcome.Error, DurationMs = 900 },
        ];
        Assert.AreEqual(Told(calls), Told(calls.Reverse()));
    }

    private static string Told(IEnumerable<Invocation> calls)
    {
        var window = SomeWindows.Empty(0);
        foreach (var call in calls)
        {
            window.Add(call);
        }

        return $"{window.Invocations} {window.Errors} {window.Denied} {window.DeniedCaller} {window.DistinctCallers} {window.Durations.Quantile(0.5)} {string.Join(',', window.Callers.Keys.Order(StringComparer.Ordinal))}";
    }
}
