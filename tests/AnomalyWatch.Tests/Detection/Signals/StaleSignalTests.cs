using System.Buffers;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class StaleSignalTests
{
    private const long Windows = 600;

    [TestMethod]
    public void Records_from_long_ago_in_numbers_are_odd_within_two_minutes()
    {
        var signal = new StaleSignal();
        Assert.IsLessThan(8, Minute(signal, 1, records: 5));
        Minute(signal, 2, records: 25);
        Assert.IsGreaterThanOrEqualTo(8, Minute(signal, 3, records: 25));
    }

    [TestMethod]
    public void A_handful_is_nothing()
    {
        var signal = new StaleSignal();
        Assert.IsTrue(Enumerable.Range(1, 60).All(minute => Minute(signal, minute, records: minute % 10 == 0 ? 15 : 0) == 0));
    }

    [TestMethod]
    public void A_source_that_always_sends_late_is_usual_by_the_time_the_function_is_judged()
    {
        var signal = new StaleSignal();
        for (var minute = 1; minute <= 60; minute++)
        {
            signal.Pass(SomeWindows.Midnight.AddMinutes(minute), minute);
            Enumerable.Range(0, 10).ToList().ForEach(_ => signal.Add());
        }

        Assert.AreEqual(0, Minute(signal, 61, records: 10));
    }

    [TestMethod]
    public void A_minute_is_judged_once()
    {
        var signal = new StaleSignal();
        signal.Add();
        Assert.IsNotNull(signal.Pass(SomeWindows.Midnight, Windows));
        Assert.IsNull(signal.Pass(SomeWindows.Midnight, Windows));
    }

    [TestMethod]
    public void It_goes_on_bit_for_bit_from_what_was_written_and_is_forgotten_in_the_end()
    {
        var signal = new StaleSignal();
        Minute(signal, 1, records: 12);
        var output = new ArrayBufferWriter<byte>();
        signal.Write(new StateWriter(output));
        var reader = new StateReader(output.WrittenSpan);
        var read = StaleSignal.Read(ref reader);

        Assert.IsTrue(reader.IsDone);
        Assert.AreEqual(Minute(signal, 2, records: 20), Minute(read, 2, records: 20));
        Assert.IsFalse(read.IsNegligible);
        Minute(read, 500, records: 0);
        Assert.IsTrue(read.IsNegligible);
    }

    private static double Minute(StaleSignal signal, int minute, int records)
    {
        Enumerable.Range(0, records).ToList().ForEach(_ => signal.Add());
        return signal.Pass(SomeWindows.Midnight.AddMinutes(minute), Windows)!.Value.Score;
    }
}
