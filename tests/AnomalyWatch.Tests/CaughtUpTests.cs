using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Tests;

[TestClass]
public sealed class CaughtUpTests
{
    [TestMethod]
    public void Of_what_was_known_before_only_the_last_state_is_written_and_only_in_the_end()
    {
        var open = Some.Incident(1);
        var resolved = open with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(1) };
        var caughtUp = new CaughtUp(lastKnownEvent: 2, next: 0);
        Assert.IsEmpty(caughtUp.Take(0, [open]));
        Assert.IsEmpty(caughtUp.Take(1, [resolved]));
        CollectionAssert.AreEqual(new[] { resolved }, caughtUp.Take(2, []).ToList());
        CollectionAssert.AreEqual(new[] { open }, caughtUp.Take(3, [open]).ToList(), "from then on all is written as it is said");
    }

    [TestMethod]
    public void Where_nothing_was_known_nothing_is_held_back() =>
        Assert.HasCount(1, new CaughtUp(lastKnownEvent: -1, next: 0).Take(0, [Some.Incident(1)]));

    [TestMethod]
    public void Where_the_state_that_was_kept_knows_all_there_was_nothing_is_held_back() =>
        Assert.IsTrue(new CaughtUp(lastKnownEvent: 2, next: 3).IsOver);
}
