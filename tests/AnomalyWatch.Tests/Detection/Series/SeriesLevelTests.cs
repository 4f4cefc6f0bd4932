using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class SeriesLevelTests
{
    private readonly SeriesLevel _level = new(new SeriesOptions());
    private readonly SeriesScale _scale = new(new SeriesOptions());

    [TestMethod]
    public void A_series_that_has_not_begun_expects_its_first_value() => Assert.AreEqual(7, _level.Forecast(SomeValues.Begin, 7, 0).Slow);

    [TestMethod]
    public void A_constant_is_expected_again()
    {
        Learn(300, _ => 7);
        Assert.AreEqual(7, _level.Forecast(SomeValues.Time(300), 0, 300).Slow, 1e-3);
        Assert.AreEqual(7, _level.Size, 1e-3);
    }

    [TestMethod]
    public void A_rhythm_is_expected_after_a_few_days()
    {
        const int Rows = 10 * 288;
        Learn(Rows, row => 100 + (50 * Math.Sin(row * Math.Tau / 288)));
        Assert.AreEqual(150, _level.Forecast(SomeValues.Time(Rows + 72), 0, Rows).Slow, 15);
        Assert.AreEqual(50, _level.Forecast(SomeValues.Time(Rows + 216), 0, Rows).Slow, 15);
    }

    [TestMethod]
    public void What_follows_quickly_follows_a_step_within_a_few_values()
    {
        Learn(500, row => row < 480 ? 10 + (0.5 * SomeValues.Noise(row)) : 14 + (0.5 * SomeValues.Noise(row)));
        var forecast = _level.Forecast(SomeValues.Time(500), 0, 500);
        Assert.AreEqual(14, forecast.Fast, 1);
        Assert.IsLessThan(13, forecast.Slow);
    }

    private void Learn(int rows, Func<int, double> value)
    {
        for (var row = 0; row < rows; row++)
        {
            var (time, seen) = (SomeValues.Time(row), row);
            var forecast = _level.Forecast(time, value(row), seen);
            var scales = _scale.Read(_level.Size);
            _scale.Learn(value(row) - forecast.Slow, value(row) - forecast.Fast, 0, scales, seen);
            _level.Learn(time, value(row), forecast, scales, 5, seen);
        }
    }
}
