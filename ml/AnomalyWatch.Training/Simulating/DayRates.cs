namespace AnomalyWatch.Training.Simulating;

/// <summary>
/// The calls of each minute of many days from one real day. The first day is the real one. A later day takes it in blocks of ten minutes, three of ten moved
/// by up to three minutes, times a factor for the day (lognormal, 8 %), one for the hour (15 %) and one for the weekend. A timer is the same every day.
/// </summary>
internal static class DayRates
{
    private const int MinutesOfDay = 1440;
    private const int BlockMinutes = 10;

    /// <summary>The calls of a minute from the beginning of the simulation, without the function's habits.</summary>
    public static double Of(SimulatedFunction function, int seed, int minute)
    {
        var (day, ofDay) = (minute / MinutesOfDay, minute % MinutesOfDay);
        if (day == 0 || function.IsTimer)
        {
            return function.Series[ofDay];
        }

        var block = RandomStream.Of(seed, "block", function.Index, minute / BlockMinutes);
        var from = block.Happens(0.3) ? ofDay + block.Between(-3, 3) : ofDay;
        var dayFactor = Math.Exp(0.08 * RandomStream.Of(seed, "day", function.Index, day).Normal());
        var hourFactor = Math.Exp(0.15 * RandomStream.Of(seed, "hour", function.Index, minute / 60).Normal());
        var weekend = day % 7 >= 5 ? function.WeekendShare : 1;
        return function.Series[(from + MinutesOfDay) % MinutesOfDay] * dayFactor * hourFactor * weekend;
    }
}
