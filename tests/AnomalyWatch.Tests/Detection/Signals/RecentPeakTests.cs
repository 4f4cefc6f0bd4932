using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class RecentPeakTests
{
    [TestMethod]
    public void A_burst_counts_only_when_it_has_ended()
    {
        var peak = new RecentPeak();
        peak.LearnCalm(100);
        peak.LearnBurst(4000);
        peak.LearnBurst(3000);
        Assert.AreEqual(100, peak.Value);
        peak.LearnCalm(100);
        Assert.AreEqual(4000, peak.Value);
    }

    [TestMethod]
    public void It_halves_in_a_day_but_not_below_what_is_seen()
    {
        var peak = new RecentPeak();
        peak.LearnCalm(4000);
        for (var minute = 0; minute < SomeWindows.Day; minute++)
        {
            peak.LearnCalm(100);
        }

        Assert.AreEqual(2000, peak.Value, 1e-6);
        for (var minute = 0; minute < 10 * SomeWindows.Day; minute++)
        {
            peak.LearnCalm(100);
        }

        Assert.AreEqual(100, peak.Value, 1);
    }
}
