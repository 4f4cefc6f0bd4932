using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

[TestClass]
public sealed class BackoffTests
{
    [TestMethod]
    [DataRow(1, 0.75, 1.25)]
    [DataRow(2, 2.25, 3.75)]
    [DataRow(5, 60.75, 101.25)]
    [DataRow(7, 225.0, 300.0)]
    [DataRow(100, 225.0, 300.0)]
    public void Each_wait_is_three_times_the_last_up_to_five_minutes(int attempt, double low, double high)
    {
        foreach (var id in Enumerable.Range(0, 200).Select(number => $"aw-{number}"))
        {
            var wait = Backoff.After(attempt, id, null).TotalSeconds;
            Assert.IsTrue(wait >= low && wait <= high, $"{wait} s");
        }
    }

    [TestMethod]
    public void The_spread_is_the_same_for_the_same_message_and_another_for_others()
    {
        Assert.AreEqual(Backoff.After(3, "aw-1", null), Backoff.After(3, "aw-1", null));
        Assert.AreNotEqual(Backoff.After(3, "aw-1", null), Backoff.After(3, "aw-2", null));
    }

    [TestMethod]
    public void Never_earlier_than_the_receiver_asked()
    {
        Assert.AreEqual(TimeSpan.FromMinutes(40), Backoff.After(1, "aw-1", TimeSpan.FromMinutes(40)));
        Assert.AreEqual(Backoff.After(5, "aw-1", null), Backoff.After(5, "aw-1", TimeSpan.FromSeconds(1)));
    }
}
