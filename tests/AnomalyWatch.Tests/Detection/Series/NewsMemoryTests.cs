using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class NewsMemoryTests
{
    private readonly SeriesOptions _options = new() { NewsDiscount = 0.5, NewsLikeness = 0.4, LeastNews = 0.3, NewsHalfLife = 1440 };
    private readonly NewsMemory _memory;

    public NewsMemoryTests() => _memory = new NewsMemory(_options);

    [TestMethod]
    public void The_first_of_its_kind_is_not_discounted() => Assert.AreEqual(2, _memory.Discount(SomeValues.Begin, 2, 0));

    [TestMethod]
    public void Nine_like_it_take_off_the_discount_and_lower_ones_nothing()
    {
        for (var i = 0; i < 9; i++)
        {
            _memory.Learn(SomeValues.Begin, 2, 0);
        }

        Assert.AreEqual(1.5, _memory.Discount(SomeValues.Begin, 2, 0), 1e-9);
        Assert.AreEqual(0.5, _memory.Discount(SomeValues.Begin, 1, 0), 1e-9);
        Assert.AreEqual(3, _memory.Discount(SomeValues.Begin, 3, 0), 1e-9);
    }

    [TestMethod]
    public void An_episode_that_grows_counts_once()
    {
        _memory.Learn(SomeValues.Begin, 1, 0);
        _memory.Learn(SomeValues.Begin, 1.5, 1);
        _memory.Learn(SomeValues.Begin, 2, 1.5);
        Assert.AreEqual(2.1, _memory.Discount(SomeValues.Begin, 2.1, 2), 1e-9, "its own beginning does not count against it");
        Assert.AreEqual(2.1 - (0.5 * Math.Log10(2)), _memory.Discount(SomeValues.Begin, 2.1, 0), 1e-9);
    }

    [TestMethod]
    public void It_fades()
    {
        _memory.Learn(SomeValues.Begin, 2, 0);
        Assert.AreEqual(2 - (0.5 * Math.Log10(1.5)), _memory.Discount(SomeValues.Begin.AddDays(1), 2, 0), 1e-9);
    }

    [TestMethod]
    public void What_is_no_news_is_neither_counted_nor_discounted()
    {
        _memory.Learn(SomeValues.Begin, 0.3, 0);
        Assert.AreEqual(0.3, _memory.Discount(SomeValues.Begin, 0.3, 0));
        Assert.AreEqual(0.4, _memory.Discount(SomeValues.Begin, 0.4, 0));
    }
}
