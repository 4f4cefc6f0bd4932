using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Explaining;

/// <summary>The title and the explanation of a story, see <see cref="StoryTitle"/> and <see cref="StoryExplanation"/>.</summary>
[TestClass]
public sealed class StoryTests
{
    [TestMethod]
    public void A_burst_is_told_with_its_numbers_its_time_and_a_next_step()
    {
        var story = new Story { Sightings = [Seen(AnomalyKind.Burst, Signal.Invocations, 5210, 80, 120)] };
        Assert.AreEqual("shop/checkout: far more calls than expected", StoryTitle.Of(story));
        var lines = StoryExplanation.Of(story).Split('\n');
        Assert.AreEqual("shop/checkout was called 5,210 times a minute; 80 to 120 were expected.", lines[0]);
        Assert.AreEqual("Since 12:00 UTC on 1 July 2026, for 5 minutes so far.", lines[1]);
        StringAssert.StartsWith(lines[^1], "Look next:");
    }

    [TestMethod]
    public void A_silence_says_how_many_calls_a_minute_were_expected() =>
        StringAssert.StartsWith(
            StoryExplanation.Of(new Story { Sightings = [Seen(AnomalyKind.Silence, Signal.Invocations, 0, 1.7, 6.3)] }),
            "shop/checkout was not called at all; 1.7 to 6.3 calls a minute were expected.");

    [TestMethod]
    public void A_new_caller_is_named_in_the_title()
    {
        var seen = Seen(AnomalyKind.NewCaller, Signal.NewCaller, 1, 0, 0) with { Principal = "svc-ci" };
        Assert.AreEqual("shop/checkout: called by svc-ci, never seen here before", StoryTitle.Of(new Story { Sightings = [seen] }));
    }

    [TestMethod]
    [DataRow(StoryEnding.NormalAgain, "Resolved: normal since")]
    [DataRow(StoryEnding.Withdrawn, "Resolved: telemetry that arrived late shows that nothing was wrong.")]
    [DataRow(StoryEnding.TooWeak, "Resolved: telemetry that arrived late took part")]
    [DataRow(StoryEnding.Merged, "Resolved: this turned out to be part of incident abc")]
    public void An_ended_story_says_so_in_place_of_a_next_step(StoryEnding ending, string last)
    {
        var story = new Story
        {
            Sightings = [Seen(AnomalyKind.Burst, Signal.Invocations, 5210, 80, 120)],
            Ending = ending,
            Quiet = TimeSpan.FromMinutes(30),
            MergedInto = "abc",
        };
        StringAssert.StartsWith(StoryExplanation.Of(story).Split('\n')[^1], last);
    }

    [TestMethod]
    public void A_deployment_shortly_before_is_named_as_a_possible_cause_with_who_did_it()
    {
        var story = new Story
        {
            Sightings = [Seen(AnomalyKind.Errors, Signal.Errors, 40, 0, 2)],
            PossibleCauses = [new Change { Function = "azure/sub/shop/checkout", Time = Some.Noon.AddMinutes(-3), Operation = "deployed", Principal = "pipeline" }],
        };
        StringAssert.Contains(StoryExplanation.Of(story), "Possible cause: deployed on azure/sub/shop/checkout by pipeline at 11:57 UTC, 3 minutes before it began.");
    }

    [TestMethod]
    public void Everything_at_once_has_at_most_twelve_lines_and_a_title_at_most_150_characters()
    {
        var hostile = new string('x', 4000) + "\n\u202E<script>";
        var many = Enumerable.Range(0, 40).Select(i => Seen(AnomalyKind.Errors, Signal.Errors, 40, 0, 2) with
        {
            Function = $"azure/sub/shop/{hostile}{i}",
            Reasons = [.. Enumerable.Repeat(new Reason(Signal.Errors, 40, 0, 2, 9, hostile), 5)],
        }).ToList();
        var story = new Story
        {
            Sightings = many,
            Related = many,
            PossibleCauses = [.. Enumerable.Repeat(new Change { Function = hostile, Time = Some.Noon, Operation = hostile, Principal = hostile }, 9)],
            ContinuesFrom = Some.Noon.AddDays(-1),
            LeftOut = 1234,
        };
        var lines = StoryExplanation.Of(story).Split('\n');
        Assert.HasCount(StoryExplanation.MaxLines, lines);
        Assert.IsTrue(lines.All(line => line.Length <= 400));
        Assert.IsLessThanOrEqualTo(StoryTitle.MaxLength, StoryTitle.Of(story).Length);
        Assert.IsFalse(StoryTitle.Of(story).Contains('\n', StringComparison.Ordinal));
    }

    private static Sighting Seen(AnomalyKind kind, Signal signal, double observed, double low, double high) =>
        new("azure/sub/shop/checkout", kind, null, Some.Noon, Some.Noon.AddMinutes(5), [new Reason(signal, observed, low, high, 10)]);
}
