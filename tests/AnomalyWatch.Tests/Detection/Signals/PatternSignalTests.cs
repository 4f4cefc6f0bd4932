using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class PatternSignalTests
{
    private static readonly float[] Odd = [0, 0, 5, 5, 5, 5, 5];

    private readonly PatternSignal _signal = new(ScoringModel.Default);
    private readonly Random _random = new(6);

    [TestMethod]
    public void Nothing_is_odd_before_two_hours_were_learned()
    {
        Learn(120 + Delay<int>.Windows - 1);
        Assert.AreEqual(0, _signal.Read(Odd).Score);
        Learn(1);
        Assert.IsGreaterThan(0, _signal.Read(Odd).Score);
    }

    [TestMethod]
    public void An_odd_mixture_weighs_half_so_one_window_alone_is_never_told()
    {
        Learn(1000);
        var reading = _signal.Read([1e6f, 1e6f, 1e6f, 1e6f, 1e6f, 1e6f, 1e6f]);
        Assert.AreEqual(Tail.MaxScore / 2, reading.Evidence.Score);
        Assert.AreEqual(AnomalyKind.Pattern, reading.Kind);
        Assert.IsGreaterThan(reading.ExpectedHigh, reading.Observed);
    }

    [TestMethod]
    public void An_odd_mixture_is_told_in_the_seventh_minute_that_it_lasts()
    {
        Learn(1000);
        var told = Enumerable.Range(1, 10).Where(_ =>
        {
            var reading = _signal.Read([30, 30, 30, 30, 30, 30, 30]);
            _signal.Learn(reading, isAnomalous: false);
            return reading.Evidence.Score >= 8;
        });
        Assert.AreEqual(7, told.First());
    }

    [TestMethod]
    public void Of_an_anomalous_window_nothing_is_learned()
    {
        Learn(1000);
        var before = _signal.Read(Odd).Score;
        for (var window = 0; window < 100; window++)
        {
            _signal.Learn(_signal.Read(Odd), isAnomalous: true);
        }

        Assert.AreEqual(before, _signal.Read(Odd).Score, 1e-9);
    }

    private void Learn(int windows)
    {
        for (var window = 0; window < windows; window++)
        {
            var calm = Enumerable.Range(0, FeatureVector.Length).Select(_ => (float)(_random.NextDouble() - 0.5)).ToArray();
            _signal.Learn(_signal.Read(calm), isAnomalous: false);
        }
    }
}
