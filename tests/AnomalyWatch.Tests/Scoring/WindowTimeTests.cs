using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class WindowTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void A_long_run_belongs_to_the_minute_in_which_it_ended() =>
        Assert.AreEqual(Noon.AddMinutes(15), WindowTime.Of(new Invocation { Function = "other/f", Start = Noon, DurationMs = 15 * 60_000 }));

    [TestMethod]
    public void An_aggregate_belongs_to_the_minute_it_stands_for() =>
        Assert.AreEqual(Noon, WindowTime.Of(new Invocation { Function = "other/f", Start = Noon, Count = 7, SpanMs = 60_000 }));
}
