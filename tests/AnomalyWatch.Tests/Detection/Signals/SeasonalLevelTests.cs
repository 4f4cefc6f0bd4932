using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class SeasonalLevelTests
{
    private const double Batch = 100;
    private const double Calm = 10;

    [TestMethod]
    public void One_day_alone_proves_no_rhythm()
    {
        var level = AfterDays(1);
        Assert.IsLessThan(Batch / 2, level.Expected(At(day: 1, hour: 2)));
    }

    [TestMethod]
    public void After_a_week_a_nightly_batch_is_expected_at_its_hour_and_at_no_other()
    {
        var level = AfterDays(7);
        Assert.AreEqual(Batch, level.Expected(At(day: 7, hour: 2)), 0.25 * Batch);
        Assert.AreEqual(Calm, level.Expected(At(day: 7, hour: 14)), 0.25 * Calm);
    }

    [TestMethod]
    public void A_running_hour_does_not_explain_itself()
    {
        var level = AfterDays(0, calmMinutes: 60);
        for (var minute = 60; minute < 90; minute++)
        {
            level.Learn(Batch, SomeWindows.Midnight.AddMinutes(minute));
        }

        // The level has moved, the hour's factor has not.
        Assert.AreEqual(level.Level, level.Expected(SomeWindows.Midnight.AddMinutes(90)), 1e-9);
    }

    [TestMethod]
    public void Days_of_nothing_leave_it_at_nothing_and_able_to_learn()
    {
        var level = new SeasonalLevel(halfLife: 360);
        Learn(level, 0, 3 * SomeWindows.Day, _ => 0);
        Assert.AreEqual(0, level.Expected(At(day: 3, hour: 0)));

        Learn(level, 3 * SomeWindows.Day, 6 * SomeWindows.Day, _ => Calm);
        Assert.AreEqual(Calm, level.Expected(At(day: 6, hour: 5)), 0.5 * Calm);
    }

    private static SeasonalLevel AfterDays(int days, int calmMinutes = 0)
    {
        var level = new SeasonalLevel(halfLife: 360);
        Learn(level, 0, (days * SomeWindows.Day) + calmMinutes, minute => minute % SomeWindows.Day is >= 120 and < 180 ? Batch : Calm);
        return level;
    }

    private static void Learn(SeasonalLevel level, int from, int to, Func<int, double> value)
    {
        for (var minute = from; minute < to; minute++)
        {
            level.Learn(value(minute), SomeWindows.Midnight.AddMinutes(minute));
        }
    }

    private static DateTimeOffset At(int day, int hour) => SomeWindows.Midnight.AddDays(day).AddHours(hour);
}
