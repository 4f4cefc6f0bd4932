using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class PatternMemoryTests
{
    private readonly PatternMemory _memory = new(2, new SeriesOptions { Patterns = 3, NewPattern = 2, PatternRate = 0.5 });

    [TestMethod]
    public void Without_a_pattern_nothing_is_new() => Assert.AreEqual(0, _memory.Distance([5, 5]));

    [TestMethod]
    public void The_distance_is_that_to_the_nearest()
    {
        _memory.Learn([0, 0]);
        _memory.Learn([10, 0]);
        Assert.AreEqual(5, _memory.Distance([3, 4]));
        Assert.AreEqual(1, _memory.Distance([10, 1]));
    }

    [TestMethod]
    public void A_pattern_moves_towards_one_that_is_like_it()
    {
        _memory.Learn([0, 0]);
        _memory.Learn([0.4f, 0]);
        Assert.AreEqual(0, _memory.Distance([0.2f, 0]), 1e-3);
    }

    [TestMethod]
    public void The_one_met_least_makes_room()
    {
        _memory.Learn([0, 0]);
        _memory.Learn([10, 0]);
        _memory.Learn([20, 0]);
        _memory.Learn([0, 0]);
        _memory.Learn([20, 0]);
        _memory.Learn([50, 0]);
        Assert.AreEqual(10, _memory.Distance([10, 0]), "[10, 0] is forgotten");
        Assert.AreEqual(0, _memory.Distance([50, 0]));
        Assert.AreEqual(0, _memory.Distance([0, 0]));
    }
}
