using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class DeviationCountTests
{
    [TestMethod]
    public void A_newer_one_weighs_more_until_all_are_halved()
    {
        var count = default(DeviationCount);
        Assert.IsFalse(count.Next(100));
        Assert.AreEqual(16, count.Step);
        for (var i = 1; i < 100; i++)
        {
            Assert.IsFalse(count.Next(100));
        }

        Assert.AreEqual(31, count.Step);
        var before = count.Sum;
        Assert.IsTrue(count.Next(100));
        Assert.AreEqual(16, count.Step);
        Assert.AreEqual((before / 2) + 16, count.Sum);
        Assert.AreEqual(101, count.Seen);
    }
}
