using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Scoring;

[TestClass]
public sealed class SignalHistoryTests
{
    [TestMethod]
    public void A_young_history_is_as_long_as_it_is_and_ends_with_the_window_asked_about() =>
        Assert.AreSequenceEqual(new[] { 1d, 2, 3 }, After(1, 2).UpTo(SomeWindows.Calls(2, 3), Signal.Invocations).ToArray());

    [TestMethod]
    public void An_old_one_holds_the_last_hour()
    {
        var history = After([.. Enumerable.Range(1, 150)]);
        Assert.AreSequenceEqual(
            Enumerable.Range(92, SignalHistory.Windows).Select(value => (double)value).ToArray(),
            history.UpTo(SomeWindows.Calls(150, 151), Signal.Invocations).ToArray());
    }

    [TestMethod]
    public void Every_signal_has_its_own_series()
    {
        var history = new SignalHistory();
        var window = SomeWindows.Calls(0, 100, errors: 1, denied: 2, cold: 3, durationMs: 50);
        history.Learn(window);
        Assert.AreEqual(100, history.UpTo(window, Signal.Invocations)[0]);
        Assert.AreEqual(1, history.UpTo(window, Signal.Errors)[0]);
        Assert.AreEqual(2, history.UpTo(window, Signal.Denied)[0]);
        Assert.AreEqual(3, history.UpTo(window, Signal.ColdStarts)[0]);
        Assert.AreEqual(50, history.UpTo(window, Signal.DurationP95)[0], 50 * 0.04);
    }

    [TestMethod]
    [DataRow(Signal.Pattern)]
    [DataRow(Signal.NewCaller)]
    public void What_is_no_series_has_no_history(Signal signal) => Assert.IsEmpty(After(1, 2).UpTo(SomeWindows.Calls(2, 3), signal));

    private static SignalHistory After(params int[] counts)
    {
        var history = new SignalHistory();
        for (var minute = 0; minute < counts.Length; minute++)
        {
            history.Learn(SomeWindows.Calls(minute, counts[minute]));
        }

        return history;
    }
}
