using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class ShareSignalTests
{
    private const double Threshold = 8;

    private readonly ShareSignal _signal = new(Signal.Errors, AnomalyKind.Errors);
    private int _minute;

    [TestMethod]
    public void The_first_failures_ever_are_no_sensation()
    {
        Run(300, calls: 100, errors: 0);
        Assert.AreEqual(0, See(calls: 100, errors: 4).Score);
    }

    [TestMethod]
    public void All_calls_failing_is_told_at_once()
    {
        Run(300, calls: 100, errors: 1);
        Assert.IsGreaterThanOrEqualTo(Threshold, See(calls: 100, errors: 100).Evidence.Score);
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(2)]
    public void A_quiet_function_that_fails_every_time_is_told_within_eight_minutes(int calls)
    {
        Run(1000, calls, errors: 0);
        var told = Enumerable.Range(1, 8).FirstOrDefault(_ => See(calls, errors: calls).Evidence.Score >= Threshold);
        Assert.IsTrue(told is >= 1 and <= 8, $"told in minute {told}");
    }

    [TestMethod]
    public void Two_failures_in_ten_minutes_of_a_quiet_function_are_none_of_anybodys_business()
    {
        Run(1000, calls: 2, errors: 0);
        Assert.AreEqual(0, Enumerable.Range(0, 10).Count(minute => See(calls: 2, errors: minute is 2 or 7 ? 1 : 0).Evidence.Score >= Threshold));
    }

    [TestMethod]
    public void Half_of_the_calls_failing_is_told_in_the_second_minute()
    {
        Run(300, calls: 100, errors: 1);
        See(calls: 100, errors: 50);
        var reading = See(calls: 100, errors: 50);
        Assert.IsGreaterThanOrEqualTo(Threshold, reading.Evidence.Score);
        Assert.AreEqual(50, reading.Observed);
        Assert.IsTrue(reading.ExpectedHigh is > 1 and < 20, $"up to {reading.ExpectedHigh}");
        Assert.AreEqual(AnomalyKind.Errors, reading.Kind);
    }

    [TestMethod]
    public void The_same_share_of_ten_times_the_calls_is_nothing()
    {
        Run(300, calls: 100, errors: 2);
        Assert.AreEqual(0, See(calls: 1000, errors: 20).Score);
    }

    [TestMethod]
    public void Failures_that_last_do_not_become_usual_within_hours()
    {
        Run(300, calls: 100, errors: 1);
        Assert.AreEqual(239, Run(240, calls: 100, errors: 50));
    }

    [TestMethod]
    public void A_function_that_always_failed_a_tenth_is_told_of_no_tenth()
    {
        Run(300, calls: 100, errors: 10);
        Assert.AreEqual(0, Run(100, calls: 100, errors: 12));
    }

    private int Run(int minutes, long calls, long errors) => Enumerable.Range(0, minutes).Count(_ => See(calls, errors).Evidence.Score >= Threshold);

    private Reading See(long calls, long errors)
    {
        var window = SomeWindows.Calls(_minute++, calls, errors);
        var reading = _signal.Read(window, errors);
        _signal.Learn(reading, window, reading.Evidence.Score >= Threshold);
        return reading;
    }
}
