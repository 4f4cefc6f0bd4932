using AnomalyWatch.Tests.Detection;
using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Training;

[TestClass]
public sealed class SyntheticMinutesTests
{
    [TestMethod]
    public void The_real_counts_are_kept_exactly()
    {
        foreach (var trace in SomeTraces.Make(12))
        {
            var windows = new SyntheticMinutes(trace, seed: 3).All(SomeWindows.Midnight).ToList();
            Assert.AreSequenceEqual(trace.Counts.Select(count => (long)count).ToArray(), windows.Select(window => window.Invocations).ToArray());
            Assert.AreEqual(SomeWindows.Midnight.AddMinutes(SomeTraces.Minutes - 1), windows[^1].Start);
            Assert.IsTrue(windows.All(window => window.Errors <= window.Invocations && window.ColdStarts <= window.Invocations && window.Durations.Count == window.Invocations));
        }
    }

    [TestMethod]
    public void The_same_seed_makes_up_the_same_and_another_seed_something_else()
    {
        var trace = SomeTraces.Make(6)[5];
        Assert.AreSequenceEqual(MadeUp(trace, 3), MadeUp(trace, 3));
        Assert.AreNotEqual(string.Join(' ', MadeUp(trace, 3)), string.Join(' ', MadeUp(trace, 4)));
    }

    [TestMethod]
    public void A_function_without_calls_has_empty_minutes() =>
        Assert.IsTrue(new SyntheticMinutes(new Trace("none", new int[SomeTraces.Minutes]), seed: 3).All(SomeWindows.Midnight).All(window => window.Invocations == 0 && window.Callers.Count == 0));

    private static List<string> MadeUp(Trace trace, int seed) =>
        [.. new SyntheticMinutes(trace, seed).All(SomeWindows.Midnight).Select(window => FormattableString.Invariant($"{window.Errors} {window.ColdStarts} {window.Durations.Quantile(0.95)} {window.DistinctCallers}"))];
}
