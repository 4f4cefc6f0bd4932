using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class SeasonalOffsetsTests
{
    private readonly SeasonalOffsets _offsets = new(bins: 4, doubt: 1, cycles: 4);

    [TestMethod]
    public void A_bin_says_nothing_before_it_is_over()
    {
        _offsets.Learn(1, 8);
        Assert.AreEqual(0, _offsets.At(1.5));
        _offsets.Learn(2, 0);
        Assert.AreEqual(4, _offsets.At(1.5), "one cycle of agreement is believed by half");
    }

    [TestMethod]
    public void More_cycles_are_believed_more()
    {
        for (var cycle = 0; cycle < 3; cycle++)
        {
            _offsets.Learn(1, 8);
            _offsets.Learn(2, 0);
        }

        Assert.AreEqual(6, _offsets.At(1.5), 1e-3);
    }

    [TestMethod]
    public void Between_the_middles_of_two_bins_it_is_a_straight_line()
    {
        _offsets.Learn(1, 8);
        _offsets.Learn(2, 0);
        Assert.AreEqual(2, _offsets.At(2), 1e-3);
        Assert.AreEqual(1, _offsets.At(2.25), 1e-3);
        Assert.AreEqual(2, _offsets.At(1), 1e-3);
    }

    [TestMethod]
    public void The_last_bin_is_beside_the_first()
    {
        _offsets.Learn(3, 8);
        _offsets.Learn(0, 0);
        Assert.AreEqual(2, _offsets.At(0), 1e-3);
    }

    [TestMethod]
    [DataRow(1e-12)]
    [DataRow(1)]
    [DataRow(1e12)]
    public void Any_size_fits_into_its_unit(double size)
    {
        _offsets.Learn(0, size);
        _offsets.Learn(1, 1000 * size);
        _offsets.Learn(2, 0);
        Assert.AreEqual(0.5, _offsets.At(0.5) / size, 0.01);
        Assert.AreEqual(500, _offsets.At(1.5) / size, 1);
    }
}
