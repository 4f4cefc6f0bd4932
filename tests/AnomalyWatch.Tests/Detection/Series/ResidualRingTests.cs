using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class ResidualRingTests
{
    [TestMethod]
    public void The_judged_one_stands_before_the_last_ones_newest_first()
    {
        var ring = new ResidualRing(4);
        for (var i = 1; i <= 6; i++)
        {
            ring.Learn(i);
        }

        Span<float> read = stackalloc float[4];
        ring.Read(7, read);
        Assert.AreSequenceEqual(new float[] { 7, 6, 5, 4 }, read.ToArray());
    }

    [TestMethod]
    public void What_was_not_yet_is_0()
    {
        Span<float> read = stackalloc float[4];
        new ResidualRing(4).Read(7, read);
        Assert.AreSequenceEqual(new float[] { 7, 0, 0, 0 }, read.ToArray());
    }
}
