using System.Buffers;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class LogClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void It_never_runs_backwards()
    {
        var clock = new LogClock();
        clock.Advance(Noon, ClockMode.Wall, Noon);
        Assert.AreEqual(Noon, clock.Advance(Noon.AddMinutes(-5), ClockMode.Wall, Noon));
    }

    [TestMethod]
    public void A_wall_clock_ahead_of_the_hub_is_held_back()
    {
        var clock = new LogClock();
        Assert.AreEqual(Noon + LogClock.MaxAhead, clock.Advance(Noon.AddHours(1), ClockMode.Wall, Noon));
    }

    [TestMethod]
    public void Recorded_time_is_believed()
    {
        var clock = new LogClock();
        Assert.AreEqual(Noon.AddYears(1), clock.Advance(Noon.AddYears(1), ClockMode.Record, Noon));
    }

    [TestMethod]
    public void A_clock_that_was_written_and_read_does_not_run_backwards_either()
    {
        foreach (var now in new[] { DateTimeOffset.MinValue, Noon.AddTicks(1), DateTimeOffset.MaxValue })
        {
            var clock = new LogClock();
            clock.Advance(now, ClockMode.Record, Noon);
            var output = new ArrayBufferWriter<byte>();
            clock.Write(new StateWriter(output));

            var copy = new LogClock();
            var reader = new StateReader(output.WrittenSpan);
            copy.Restore(ref reader);

            Assert.IsTrue(reader.IsDone);
            Assert.AreEqual(now, copy.Now);
        }
    }
}
