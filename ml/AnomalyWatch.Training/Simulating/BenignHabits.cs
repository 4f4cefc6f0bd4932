namespace AnomalyWatch.Training.Simulating;

/// <summary>What a function does that looks like trouble and is none: the hard negatives.</summary>
/// <param name="BatchMinuteOfDay">When its nightly batch begins; negative for none.</param>
/// <param name="BatchMinutes">How long that takes.</param>
/// <param name="BatchFactor">How many times its mean the batch calls.</param>
/// <param name="CronFactor">How many times its mean it calls at the full hour; 0 for none.</param>
/// <param name="SurgeMinute">When its one surge begins, from the beginning of the simulation; negative for none.</param>
/// <param name="SurgeMinutes">How long that takes, with a ramp up and down.</param>
/// <param name="SurgeFactor">How many times the usual it reaches.</param>
internal sealed record BenignHabits(
    int BatchMinuteOfDay, int BatchMinutes, double BatchFactor, double CronFactor, int SurgeMinute, int SurgeMinutes, double SurgeFactor)
{
    private const int MinutesOfDay = 1440;

    /// <summary>None of it.</summary>
    public static readonly BenignHabits None = new(-1, 0, 0, 0, -1, 0, 1);

    /// <summary>Draws them: a batch for six functions of a hundred, a cron burst for five, a surge for eight.</summary>
    public static BenignHabits Draw(RandomStream random, int minutes)
    {
        var hasBatch = random.Happens(0.06);
        var hasSurge = random.Happens(0.08);
        return new BenignHabits(
            hasBatch ? random.Between(0, 5 * 60) : -1,
            random.Between(15, 40),
            random.LogBetween(8, 30),
            random.Happens(0.05) ? random.LogBetween(4, 12) : 0,
            hasSurge ? random.Between(MinutesOfDay / 2, minutes - 300) : -1,
            random.Between(60, 180),
            random.Between(2.0, 4.0));
    }

    /// <summary>The calls of a minute that come on top of <paramref name="usual"/>.</summary>
    public double Extra(int minute, double usual, double mean)
    {
        var ofDay = minute % MinutesOfDay;
        var extra = BatchMinuteOfDay >= 0 && ofDay >= BatchMinuteOfDay && ofDay < BatchMinuteOfDay + BatchMinutes ? BatchFactor * Math.Max(1, mean) : 0;
        extra += CronFactor > 0 && ofDay % 60 == 0 ? CronFactor * Math.Max(1, mean) : 0;
        if (SurgeMinute >= 0 && minute >= SurgeMinute && minute < SurgeMinute + SurgeMinutes)
        {
            extra += usual * (SurgeFactor - 1) * Math.Sin(Math.PI * (minute - SurgeMinute) / SurgeMinutes);
        }

        return extra;
    }
}
