using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class BurstSignalTests
{
    private const double Threshold = 8;

    /// <summary>Known after nine hours of activity, and a quarter of an hour in which nothing is learned yet.</summary>
    private const int Known = BurstSignal.ActiveWindowsToReady + Delay<int>.Windows;

    private readonly BurstSignal _signal = new();
    private int _minute;

    [TestMethod]
    public void Nothing_is_a_burst_before_the_function_was_active_for_nine_hours()
    {
        Run(Known - 1, _ => 100);
        Assert.AreEqual(0, See(100_000).Score);
    }

    [TestMethod]
    public void A_function_called_now_and_then_has_no_usual_size()
    {
        Run(3 * SomeWindows.Day, minute => minute % 10 == 0 ? 5 : 0);
        Assert.AreEqual(0, See(1000).Score);
    }

    [TestMethod]
    public void A_burst_of_a_known_function_is_told_in_its_second_minute_with_what_was_expected()
    {
        Run(Known, minute => 100 + (minute % 7));
        See(4000);
        var reading = See(4000);
        Assert.AreEqual(2, reading.Evidence.Windows);
        Assert.IsGreaterThanOrEqualTo(Threshold, reading.Evidence.Score);
        Assert.AreEqual(4000, reading.Observed);
        Assert.IsTrue(reading.ExpectedLow < 103 && reading.ExpectedHigh is > 103 and < 200, $"{reading.ExpectedLow} to {reading.ExpectedHigh}");
    }

    [TestMethod]
    public void Four_times_as_much_is_not_yet_a_burst()
    {
        Run(Known + 100, minute => 100 + (minute % 7));
        Assert.AreEqual(0, See(4 * 106).Score);
    }

    /// <summary>From 10 to 1,000 a minute within three hours.</summary>
    [TestMethod]
    public void A_slow_morning_ramp_is_no_burst()
    {
        Run(10 * 60, minute => 10 + (minute % 3));
        Assert.AreEqual(0, Run(180, minute => 10 * Math.Pow(100, minute / 180d)));
    }

    [TestMethod]
    public void A_burst_as_large_as_a_past_one_is_no_news_for_a_day()
    {
        Run(Known, minute => 100 + (minute % 7));
        Assert.AreEqual(9, Run(10, _ => 4000));
        Run(60, minute => 100 + (minute % 7));
        Assert.AreEqual(0, Run(10, _ => 4000));
        Run(SomeWindows.Day, minute => 100 + (minute % 7));
        Assert.AreEqual(0, Run(10, _ => 4000));
    }

    /// <summary>All minutes but the first, which has to be confirmed.</summary>
    [TestMethod]
    public void A_burst_stays_anomalous_for_as_long_as_it_lasts_at_least_six_hours()
    {
        Run(Known, minute => 100 + (minute % 7));
        Assert.AreEqual(359, Run(360, _ => 4000));
    }

    /// <summary>Sees minutes; gives how many of them were told.</summary>
    private int Run(int minutes, Func<int, double> count) => Enumerable.Range(0, minutes).Count(minute => See((long)count(minute)).Evidence.Score >= Threshold);

    private Reading See(long count)
    {
        var window = SomeWindows.Calls(_minute++, count);
        var reading = _signal.Read(window);
        _signal.Learn(reading, window, reading.Evidence.Score >= Threshold);
        return reading;
    }
}
