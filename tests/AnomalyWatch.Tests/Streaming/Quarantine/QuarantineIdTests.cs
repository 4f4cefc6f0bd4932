using AnomalyWatch.Pipeline.Streaming.Quarantine;

namespace AnomalyWatch.Tests.Streaming.Quarantine;

[TestClass]
public sealed class QuarantineIdTests
{
    private static readonly QuarantinedItem Item = Some.Item().Item;

    [TestMethod]
    public void The_same_bytes_from_the_same_place_have_the_same_id_whenever_they_come()
    {
        var later = Item with { Time = Some.Noon.AddDays(1), Reason = "another reason", Attempts = 3 };
        Assert.AreEqual(QuarantineId.Of(Item, "abc"u8), QuarantineId.Of(later, "abc"u8));
        Assert.IsTrue(QuarantineId.IsSound(QuarantineId.Of(Item, "abc"u8)));
    }

    [TestMethod]
    public void Other_bytes_and_whatever_changes_their_meaning_make_another_id()
    {
        QuarantinedItem[] others =
        [
            Item with { Source = "gcp-logging" }, Item with { Position = 13 }, Item with { Form = QuarantineForm.Delivery }, Item with { Function = "other/a" },
            Item with { ContentEncoding = "gzip" }, Item with { Hub = "h", Partition = 1, SequenceNumber = 2 }, Item with { Hub = "h", Partition = 12 },
        ];
        var ids = others.Select(other => QuarantineId.Of(other, "abc"u8)).Append(QuarantineId.Of(Item, "abc"u8)).Append(QuarantineId.Of(Item, "abd"u8)).ToList();
        Assert.HasCount(ids.Count, ids.Distinct().ToList());
    }
}
