using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Quality;

/// <summary>Functions with a rhythm, for days on end: what comes every day is soon no news.</summary>
[TestClass]
public sealed class RhythmTests
{
    private const int MinutesOfDay = 1440;
    private static readonly DateTimeOffset Monday = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_nightly_batch_is_told_in_the_first_night_and_from_the_third_on_no_more()
    {
        // From noon on, so that the function is known when the first night comes.
        var noon = Monday.AddHours(12);
        var random = new Random(7);
        var counts = Counts(7 * MinutesOfDay, minute =>
        {
            var time = noon.AddMinutes(minute);
            return Noisy(random, time.Hour == 2 && time.Minute < 40 ? 3000 : 20);
        });
        var anomalies = await Anomalies(counts, noon);
        Assert.IsTrue(anomalies.Any(anomaly => anomaly.Kind == AnomalyKind.Burst && anomaly.WindowStart < noon.AddDays(1)), "the first night was not told");
        Assert.IsEmpty(anomalies.Where(anomaly => anomaly.WindowStart >= noon.AddDays(2)), Told(anomalies));
    }

    [TestMethod]
    public async Task Office_hours_give_no_burst_from_the_third_day_on_nor_after_the_weekend()
    {
        var random = new Random(11);
        var counts = Counts(14 * MinutesOfDay, minute =>
        {
            var time = Monday.AddMinutes(minute);
            var isWork = time.Hour is >= 8 and < 18 && time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            return isWork ? Noisy(random, 200) : random.Next(10) == 0 ? 1 : 0;
        });
        var anomalies = await Anomalies(counts, Monday);
        Assert.IsEmpty(anomalies.Where(anomaly => anomaly.Kind == AnomalyKind.Burst && anomaly.WindowStart >= Monday.AddDays(2)), Told(anomalies));
    }

    private async Task<IReadOnlyList<Anomaly>> Anomalies(int[] counts, DateTimeOffset from)
    {
        using var route = await ReplayedMinutes.Of([("azure/test/office/main", counts)], from, TestContext.CancellationToken);
        TestContext.WriteLine(Told(route.Anomalies));
        return route.Anomalies;
    }

    private static int[] Counts(int minutes, Func<int, int> count) => [.. Enumerable.Range(0, minutes).Select(count)];

    /// <summary>A count that varies by a fifth.</summary>
    private static int Noisy(Random random, double mean) => (int)Math.Round(mean * (0.8 + (0.4 * random.NextDouble())));

    private static string Told(IEnumerable<Anomaly> anomalies) => string.Join(Environment.NewLine, anomalies.Select(anomaly =>
        FormattableString.Invariant($"{anomaly.WindowStart:ddd d HH:mm} {anomaly.Kind} {anomaly.Observed:0} instead of {anomaly.ExpectedLow:0}-{anomaly.ExpectedHigh:0}, score {anomaly.Score:0.0}")));
}
