using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class DuplicateFilterTests
{
    [TestMethod]
    public void A_call_counts_once_per_function()
    {
        var filter = new DuplicateFilter(10);
        Assert.IsTrue(filter.IsNew(1, RecordId.From("a")));
        Assert.IsFalse(filter.IsNew(1, RecordId.From("a")));
        Assert.IsTrue(filter.IsNew(2, RecordId.From("a")));
    }

    [TestMethod]
    public void A_call_without_an_id_is_always_new()
    {
        var filter = new DuplicateFilter(10);
        Assert.IsTrue(filter.IsNew(1, default));
        Assert.IsTrue(filter.IsNew(1, default));
    }

    [TestMethod]
    public void At_least_the_capacity_is_remembered_and_older_ids_are_forgotten()
    {
        var filter = new DuplicateFilter(10);
        for (var i = 0; i < 25; i++)
        {
            filter.IsNew(1, RecordId.From($"{i}"));
        }

        Assert.IsFalse(filter.IsNew(1, RecordId.From("15")));
        Assert.IsTrue(filter.IsNew(1, RecordId.From("0")));
    }
}
