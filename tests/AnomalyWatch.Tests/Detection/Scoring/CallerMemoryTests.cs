using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Scoring;

[TestClass]
public sealed class CallerMemoryTests
{
    [TestMethod]
    public void New_callers_are_told_in_ordinal_order_and_no_more_once_learned()
    {
        var memory = new CallerMemory();
        memory.Learn(Window("b"));
        var window = Window("c", "b", "a");
        Assert.AreSequenceEqual(new[] { "a", "c" }, memory.NewIn(window).ToArray());
        memory.Learn(window);
        Assert.IsEmpty(memory.NewIn(window));
    }

    [TestMethod]
    public void The_first_window_says_nothing_of_how_often_somebody_new_comes()
    {
        var memory = new CallerMemory();
        memory.Learn(Window("a", "b"));
        Assert.AreEqual(0.5 / 2, memory.Rate);
        memory.Learn(Window("a"));
        memory.Learn(Window("c"));
        Assert.AreEqual(1.5 / 4, memory.Rate);
    }

    [TestMethod]
    public void Windows_without_a_known_caller_do_not_count()
    {
        var memory = new CallerMemory();
        memory.Learn(SomeWindows.Calls(0, 100));
        Assert.AreEqual(0, memory.Windows);
    }

    [TestMethod]
    public void It_holds_512_callers_and_when_full_nobody_is_new()
    {
        var memory = new CallerMemory();
        for (var caller = 0; caller < CallerMemory.MaxCallers - 1; caller++)
        {
            memory.Learn(Window($"user/{caller}"));
        }

        Assert.HasCount(1, memory.NewIn(Window("stranger")));
        memory.Learn(Window("the last"));
        Assert.IsEmpty(memory.NewIn(Window("stranger")));
        var rate = memory.Rate;
        memory.Learn(Window("stranger"));
        Assert.IsLessThan(rate, memory.Rate);
    }

    [TestMethod]
    public void A_followed_caller_is_told_again_for_six_hours()
    {
        var memory = new CallerMemory();
        memory.Follow("thief", 5, SomeWindows.Midnight);
        Assert.AreEqual(("thief", 5d), memory.FollowedIn(SomeWindows.CallersOf(359, ["thief", "other"])).Single());
        Assert.IsEmpty(memory.FollowedIn(SomeWindows.CallersOf(359, ["other"])));
        Assert.IsEmpty(memory.FollowedIn(SomeWindows.CallersOf(360, ["thief"])));
    }

    [TestMethod]
    public void At_most_32_are_followed_at_once_and_room_comes_back()
    {
        var memory = new CallerMemory();
        var callers = Enumerable.Range(0, CallerMemory.MaxFollowed + 1).Select(caller => $"user/{caller:00}").ToList();
        callers.ForEach(caller => memory.Follow(caller, 5, SomeWindows.Midnight));
        Assert.HasCount(CallerMemory.MaxFollowed, memory.FollowedIn(SomeWindows.CallersOf(1, callers)));
        memory.Follow("late", 5, SomeWindows.Midnight + CallerMemory.Followed);
        Assert.HasCount(1, memory.FollowedIn(SomeWindows.CallersOf(361, ["late"])));
    }

    private static FunctionWindow Window(params string[] callers) => SomeWindows.CallersOf(0, callers);
}
