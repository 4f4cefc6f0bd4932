using System.Text;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class RecordScreenTests
{
    [TestMethod]
    public void Too_old_and_too_far_ahead_are_refused_with_their_place_and_the_rest_passes()
    {
        var read = Read(Line(Some.Noon), "no record", Line(Some.Noon.AddDays(-7).AddSeconds(-1)), Line(Some.Noon.AddDays(-7)), Line(Some.Noon.AddMinutes(5)), Line(Some.Noon.AddMinutes(5).AddSeconds(1)));

        var result = new RecordScreen(Some.Noon, AccessScope.All).Apply(read);

        Assert.AreEqual(3, result.Records.Count);
        Assert.AreEqual(3, result.RejectedCount);
        CollectionAssert.AreEqual(new[] { 1, 2, 5 }, result.Rejections.Select(rejection => rejection.Index).ToArray());
        Assert.AreEqual("time: more than 7 days old", result.Rejections[1].Reason);
        Assert.AreEqual("time: more than 5 minutes ahead of the door's clock", result.Rejections[2].Reason);
    }

    [TestMethod]
    public void On_recorded_time_any_age_is_right()
    {
        var read = Read(Line(Some.Noon.AddYears(-20)), Line(Some.Noon.AddYears(20)));
        Assert.AreSame(read, new RecordScreen(Now: null, AccessScope.All).Apply(read));
    }

    [TestMethod]
    public void Functions_outside_the_scope_are_refused()
    {
        var read = Read(Line(Some.Noon), Line(Some.Noon, "aws/999/eu-west-1/checkout"));
        var result = new RecordScreen(null, new AccessScope([], ["aws/123"])).Apply(read);
        Assert.AreEqual("aws/123/eu-west-1/checkout", result.Records.Single().Function);
        Assert.AreEqual(1, result.Rejections.Single().Index);
    }

    [TestMethod]
    public void A_delivery_that_is_refused_altogether_lists_only_the_first()
    {
        var read = Read([.. Enumerable.Repeat(Line(Some.Noon.AddDays(-30)), 500)]);
        var result = new RecordScreen(Some.Noon, AccessScope.All).Apply(read);
        Assert.AreEqual((0, 500, IngestResult.MaxRejectionsListed), (result.Records.Count, result.RejectedCount, result.Rejections.Count));
    }

    [TestMethod]
    public void Those_refused_for_their_age_are_kept_as_canonical_records_and_those_out_of_scope_are_not()
    {
        var read = Read(Line(Some.Noon), Line(Some.Noon.AddDays(-8)), Line(Some.Noon, "aws/999/eu-west-1/checkout"), Line(Some.Noon.AddDays(-8), "aws/999/eu-west-1/checkout"));
        var result = new RecordScreen(Some.Noon, new AccessScope([], ["aws/123"])).Apply(read);

        Assert.AreEqual((IngestStatus.Read, 3), (result.Status, result.RejectedCount));
        var kept = Assert.ContainsSingle(result.Screened);
        Assert.AreEqual("time: more than 7 days old", kept.Reason);
        Assert.AreEqual(read.Records[1], Assert.ContainsSingle(Read(Encoding.UTF8.GetString(kept.Utf8.Span)).Records));
    }

    [TestMethod]
    public void A_delivery_that_is_out_of_scope_altogether_says_so()
    {
        var result = new RecordScreen(Some.Noon, new AccessScope([], ["aws/5"])).Apply(Read(Line(Some.Noon), "no record", Line(Some.Noon.AddDays(-8))));
        Assert.AreEqual((IngestStatus.OutOfScope, 0, 3, 0), (result.Status, result.Records.Count, result.RejectedCount, result.Screened.Count));
    }

    private static string Line(DateTimeOffset time, string function = "aws/123/eu-west-1/checkout") => $$"""{"function":"{{function}}","start":"{{time:O}}"}""";

    private static IngestResult Read(params string[] lines) =>
        DeliveryReader.Read(new Delivery(Sources.Invocations, Encoding.UTF8.GetBytes(string.Join('\n', lines)), null, Some.Noon));
}
