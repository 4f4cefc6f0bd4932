using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class LatencySignalTests
{
    private const double Threshold = 8;

    private readonly LatencySignal _signal = new();
    private readonly Random _random = new(9);
    private int _minute;

    [TestMethod]
    public void Few_calls_say_nothing()
    {
        Run(300, _ => 100);
        var reading = See(900, calls: 4);
        Assert.AreEqual(0, reading.Score);
        Assert.AreEqual(0, reading.Deviation);
    }

    [TestMethod]
    public void Three_times_slower_answers_are_told_within_four_minutes()
    {
        Run(300, _ => 100);
        Assert.IsGreaterThanOrEqualTo(1, Run(4, _ => 300));
    }

    [TestMethod]
    public void A_function_half_as_slow_again_is_not_yet_slow()
    {
        Run(300, _ => 100);
        Assert.AreEqual(0, Run(30, _ => 150));
    }

    [TestMethod]
    public void What_is_slow_every_night_is_no_news_by_night_and_still_news_by_day()
    {
        Run(7 * SomeWindows.Day, minute => minute % SomeWindows.Day is >= 120 and < 180 ? 300 : 100);
        Assert.AreEqual(0, Run(SomeWindows.Day, minute => minute is >= 120 and < 180 ? 300 : 100));
        Assert.AreEqual(0, Run(12 * 60, minute => minute is >= 120 and < 180 ? 300 : 100));
        Assert.IsGreaterThanOrEqualTo(1, Run(10, _ => 1200));
    }

    [TestMethod]
    public void Slowness_that_lasts_does_not_become_usual_within_hours()
    {
        Run(300, _ => 100);
        Assert.IsGreaterThanOrEqualTo(235, Run(240, _ => 900));
    }

    private int Run(int minutes, Func<int, double> milliseconds) =>
        Enumerable.Range(0, minutes).Count(minute => See(milliseconds(minute)).Evidence.Score >= Threshold);

    /// <summary>Durations vary by a tenth.</summary>
    private Reading See(double milliseconds, long calls = 50)
    {
        var window = SomeWindows.Calls(_minute++, calls, durationMs: milliseconds * (0.9 + (0.2 * _random.NextDouble())));
        var reading = _signal.Read(window);
        _signal.Learn(reading, window, reading.Evidence.Score >= Threshold);
        return reading;
    }
}
