using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class CallerCountSignalTests
{
    [TestMethod]
    public void Nothing_deviates_before_anything_was_learned() => Assert.AreEqual(0, new CallerCountSignal().Deviation(Callers(0, 50)));

    [TestMethod]
    public void The_deviation_is_in_standard_deviations_and_tells_the_side()
    {
        var signal = new CallerCountSignal();
        for (var minute = 0; minute < 100; minute++)
        {
            signal.Learn(Callers(minute, 3));
        }

        Assert.AreEqual(0, signal.Deviation(Callers(100, 3)), 1e-9);
        Assert.AreEqual((30 - 3) / Math.Sqrt(3 + 1), signal.Deviation(Callers(100, 30)), 1e-9);
        Assert.IsLessThan(0, signal.Deviation(Callers(100, 0)));
    }

    private static FunctionWindow Callers(int minute, int count) => SomeWindows.CallersOf(minute, Enumerable.Range(0, count).Select(caller => $"user/{caller}"));
}
