using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

[TestClass]
public sealed class NotifyDecisionTests
{
    private const string Cart = "aws/123456789012/eu-west-1/cart";

    private static readonly Incident Open = Some.Incident();
    private static readonly Incident Resolved = Open with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(1) };
    private static readonly Incident Merged = Resolved with { MergedInto = Some.Id(7), Anomalies = [] };
    private static readonly Incident Withdrawn = Resolved with { Anomalies = [] };

    [TestMethod]
    public void What_was_never_told_is_opened() => Assert.AreEqual(NotifyReason.Opened, NotifyDecision.Of(Open, null));

    [TestMethod]
    public void What_was_told_is_not_told_again() => Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Open, Tell(Open)));

    [TestMethod]
    public void More_severity_escalates() =>
        Assert.AreEqual(NotifyReason.Escalated, NotifyDecision.Of(Open with { Severity = Severity.High }, Tell(Open)));

    [TestMethod]
    public void Less_severity_says_nothing_and_neither_does_its_return()
    {
        var high = Open with { Severity = Severity.High };
        var told = Tell(high);

        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Open, told));
        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(high, told));
    }

    [TestMethod]
    public void One_more_function_has_grown() =>
        Assert.AreEqual(NotifyReason.Grown, NotifyDecision.Of(Open with { Functions = [.. Open.Functions, Cart] }, Tell(Open)));

    [TestMethod]
    public void Another_function_in_place_of_one_told_has_grown() =>
        Assert.AreEqual(NotifyReason.Grown, NotifyDecision.Of(Open with { Functions = [Cart] }, Tell(Open)));

    [TestMethod]
    public void A_function_that_left_and_came_back_is_nothing_new()
    {
        var both = Open with { Functions = [Cart, .. Open.Functions] };
        var told = Tell(Open with { Severity = Severity.High }, NotifyReason.Escalated, Tell(both));

        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(both, told));
    }

    [TestMethod]
    public void Escalated_goes_before_grown() => Assert.AreEqual(
        NotifyReason.Escalated,
        NotifyDecision.Of(Open with { Severity = Severity.High, Functions = [.. Open.Functions, Cart] }, Tell(Open)));

    [TestMethod]
    public void What_was_told_as_open_is_resolved_once()
    {
        Assert.AreEqual(NotifyReason.Resolved, NotifyDecision.Of(Resolved, Tell(Open)));
        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Resolved, Tell(Resolved, NotifyReason.Resolved, Tell(Open))));
    }

    [TestMethod]
    public void What_is_over_before_it_was_told_is_opened_and_not_resolved_after_that()
    {
        Assert.AreEqual(NotifyReason.Opened, NotifyDecision.Of(Resolved, null));
        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Resolved, Tell(Resolved)));
    }

    [TestMethod]
    public void What_was_told_as_over_and_goes_on_is_opened_again() =>
        Assert.AreEqual(NotifyReason.Opened, NotifyDecision.Of(Open, Tell(Resolved, NotifyReason.Resolved, Tell(Open))));

    [TestMethod]
    public void What_became_part_of_another_is_resolved_where_it_was_told_and_else_not_told()
    {
        Assert.AreEqual(NotifyReason.Resolved, NotifyDecision.Of(Merged, Tell(Open)));
        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Merged, null));
        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Merged, Tell(Resolved, NotifyReason.Resolved, Tell(Open))));
    }

    [TestMethod]
    public void What_turned_out_to_be_none_is_resolved_where_it_was_told_and_else_not_told()
    {
        Assert.AreEqual(NotifyReason.Resolved, NotifyDecision.Of(Withdrawn, Tell(Open)));
        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Withdrawn, null));
        Assert.AreEqual(NotifyReason.Opened, NotifyDecision.Of(Withdrawn with { AnomaliesLeftOut = 3 }, null), "Left out for length is not withdrawn.");
    }

    [TestMethod]
    public void Below_the_channels_severity_nothing_is_opened_and_what_rises_to_it_is()
    {
        Assert.AreEqual(NotifyReason.None, NotifyDecision.Of(Open, null, Severity.High));
        Assert.AreEqual(NotifyReason.Opened, NotifyDecision.Of(Open with { Severity = Severity.High }, null, Severity.High));
        Assert.AreEqual(NotifyReason.Resolved, NotifyDecision.Of(Resolved, Tell(Open), Severity.High), "Who was told is told that it is over.");
    }

    [TestMethod]
    public void A_full_set_of_functions_calls_none_new()
    {
        var many = Enumerable.Range(0, FunctionSet.MaxCount + 10).Select(number => $"other/{number}").ToList();

        Assert.IsFalse(FunctionSet.Of(many).Lacks(["other/new"]));
        Assert.AreEqual(FunctionSet.MaxCount, FunctionSet.FromBytes(FunctionSet.Of(many).ToBytes()).Count);
    }

    [TestMethod]
    public void The_dedup_key_tells_apart_what_is_different_and_nothing_else()
    {
        var told = Tell(Open);
        string[] ids =
        [
            NotificationId.Of(Open, NotifyReason.Opened, null),
            NotificationId.Of(Resolved, NotifyReason.Opened, null),
            NotificationId.Of(Open with { Severity = Severity.High }, NotifyReason.Escalated, told),
            NotificationId.Of(Open with { Functions = [.. Open.Functions, Cart] }, NotifyReason.Grown, told),
            NotificationId.Of(Resolved, NotifyReason.Resolved, told),
            NotificationId.Of(Open, NotifyReason.Opened, Tell(Resolved, NotifyReason.Resolved, told)),
        ];

        Assert.HasCount(ids.Length, ids.Distinct().ToList());
        Assert.IsTrue(ids.All(id => id.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')));
        Assert.AreEqual(ids[0], NotificationId.Of(Open with { LastSeen = Some.Noon.AddHours(1) }, NotifyReason.Opened, null));
    }

    private static Told Tell(Incident incident, NotifyReason reason = NotifyReason.Opened, Told? before = null) =>
        Told.After(before, Some.Notification(incident, reason), Some.Noon);
}
