using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Training.Simulating;

[TestClass]
public sealed class RandomStreamTests
{
    /// <summary>The numbers were worked out apart from the product's code.</summary>
    [TestMethod]
    public void The_first_numbers_of_a_stream_are_those_they_always_were()
    {
        var stream = RandomStream.Of(1, "test", 2, 3);
        string[] first = [stream.Hex(), stream.Hex()];
        CollectionAssert.AreEqual(new[] { "919fa909d6bf7810", "c9c6f3897be63784" }, first);
    }

    [TestMethod]
    public void Another_seed_purpose_or_number_gives_another_stream()
    {
        var streams = new[] { RandomStream.Of(1, "a"), RandomStream.Of(2, "a"), RandomStream.Of(1, "b"), RandomStream.Of(1, "a", 1), RandomStream.Of(1, "a", 0, 1), RandomStream.Of(1, "aa") };
        Assert.HasCount(streams.Length, streams.Select(stream => stream.Bits()).Distinct());
    }

    [TestMethod]
    [DataRow(0.4)]
    [DataRow(7.0)]
    [DataRow(300.0)]
    public void Poisson_numbers_have_their_mean_and_variance(double mean)
    {
        var stream = RandomStream.Of(5, "poisson");
        var drawn = Enumerable.Range(0, 20_000).Select(_ => (double)stream.Poisson(mean)).ToList();
        Assert.AreEqual(mean, drawn.Average(), 0.05 * mean);
        Assert.AreEqual(mean, drawn.Average(value => Math.Pow(value - mean, 2)), 0.08 * mean);
    }

    [TestMethod]
    [DataRow(10L, 0.3)]
    [DataRow(2_000L, 0.004)]
    [DataRow(2_000L, 0.7)]
    [DataRow(30L, 0.97)]
    public void Of_so_many_trials_so_many_happen(long trials, double probability)
    {
        var stream = RandomStream.Of(5, "binomial");
        var drawn = Enumerable.Range(0, 10_000).Select(_ => stream.Binomial(trials, probability)).ToList();
        Assert.AreEqual(trials * probability, drawn.Average(), 0.05 * trials * probability);
        Assert.IsTrue(drawn.TrueForAll(count => count >= 0 && count <= trials));
    }

    [TestMethod]
    public void What_never_happens_does_not_and_what_always_does_does()
    {
        var stream = RandomStream.Of(5, "edges");
        Assert.AreEqual(0, stream.Binomial(1000, 0));
        Assert.AreEqual(1000, stream.Binomial(1000, 1));
        Assert.AreEqual(3, stream.Dither(3));
    }

    [TestMethod]
    public void Front_places_are_drawn_more_often_than_back_ones()
    {
        var stream = RandomStream.Of(5, "zipf");
        var drawn = Enumerable.Range(0, 10_000).Select(_ => stream.Zipf(50)).CountBy(place => place).ToDictionary();
        Assert.IsTrue(drawn.Keys.All(place => place is >= 0 and < 50));
        Assert.IsGreaterThan(5 * drawn.GetValueOrDefault(40), drawn[0]);
    }
}
