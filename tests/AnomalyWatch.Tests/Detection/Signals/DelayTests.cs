using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class DelayTests
{
    [TestMethod]
    public void A_window_is_due_when_fifteen_more_have_come_and_in_its_order()
    {
        var delay = new Delay<int>();
        for (var window = 0; window < 15; window++)
        {
            Assert.IsFalse(delay.Push(window, out _));
        }

        for (var window = 15; window < 50; window++)
        {
            Assert.IsTrue(delay.Push(window, out var due));
            Assert.AreEqual(window - 15, due);
        }
    }
}
