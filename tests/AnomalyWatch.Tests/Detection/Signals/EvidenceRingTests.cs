using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class EvidenceRingTests
{
    [TestMethod]
    public void A_single_window_speaks_for_itself() => Assert.AreEqual(new Evidence(9, 1), After().Weigh(9));

    [TestMethod]
    public void Windows_add_up_divided_by_the_root_of_their_number()
    {
        Assert.AreEqual(new Evidence(8, 4), After(4, 4, 4).Weigh(4));
        var two = After(6).Weigh(6);
        Assert.AreEqual(12 / Math.Sqrt(2), two.Score, 1e-6);
        Assert.AreEqual(2, two.Windows);
        Assert.AreEqual(8, After(3, 3, 3, 3, 3, 3, 3).Weigh(3).Windows);
    }

    [TestMethod]
    public void Three_windows_are_taken_as_two_or_four() => Assert.AreEqual(2, After(0, 0, 5).Weigh(5).Windows);

    [TestMethod]
    public void Windows_older_than_the_longest_are_forgotten() =>
        Assert.AreEqual(After(1, 1, 1, 1, 1, 1, 1).Weigh(1), After(12, 1, 1, 1, 1, 1, 1, 1).Weigh(1));

    [TestMethod]
    public void Calm_lets_earlier_evidence_fade() => Assert.AreEqual(new Evidence(5, 1), After(5, 0, 0, 0).Weigh(5));

    [TestMethod]
    public void A_window_that_says_nothing_is_no_evidence_whatever_came_before() => Assert.AreEqual(default, After(12, 12, 12).Weigh(0));

    private static EvidenceRing After(params double[] scores)
    {
        var ring = new EvidenceRing();
        foreach (var score in scores)
        {
            ring.Learn(score);
        }

        return ring;
    }
}
