using AnomalyWatch.Training.Evaluation.Nezha;

namespace AnomalyWatch.Tests.Training.Evaluation.Nezha;

[TestClass]
public sealed class NezhaScoresTests
{
    private static readonly DateTimeOffset Begin = new(2022, 8, 22, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void The_signals_of_a_service_are_one_score_and_learning_goes_on_from_day_to_day()
    {
        var ours = NezhaScores.Ours();
        Assert.AreEqual(0, ours(Service(0, spikeAt: -1)).Max(), 0.5);
        var scores = ours(Service(1, spikeAt: 200));
        Assert.AreEqual(200, Array.IndexOf(scores, scores.Max()));
        Assert.IsGreaterThan(1, scores[200]);
    }

    [TestMethod]
    public void The_baseline_takes_the_signal_that_is_farthest_off()
    {
        var scores = NezhaScores.ZScore(Service(0, spikeAt: 200));
        Assert.AreEqual(200, Array.IndexOf(scores, scores.Max()));
        Assert.AreEqual(0, scores[5], "ten rows are needed");
    }

    private static NezhaService Service(int day, int spikeAt)
    {
        var values = new[] { 10d, 1000 }.Select((level, signal) => Enumerable.Range(0, 1440)
            .Select(row => level * (1 + (((row * 7919) + (signal * 31)) % 101 / 500d) + (row == spikeAt ? 2 : 0)))
            .ToArray()).ToArray();
        return new NezhaService("cart", [.. Enumerable.Range(0, 1440).Select(row => Begin.AddDays(day).AddMinutes(row))], ["cpu", "memory"], values);
    }
}
