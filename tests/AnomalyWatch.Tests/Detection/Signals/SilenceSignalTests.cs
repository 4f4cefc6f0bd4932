using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class SilenceSignalTests
{
    private const double Threshold = 8;
    private const int Stop = 13 * 60;

    private readonly SilenceSignal _signal = new();

    /// <summary>156 beats, of which one was missed in the eleventh hour, and a call by hand: five missed beats are told, in the 25th minute.</summary>
    [TestMethod]
    public void A_timer_with_a_missed_beat_and_a_call_by_hand_is_told_after_five_missed_beats()
    {
        var told = FirstTold(SomeWindows.Day, minute => minute < Stop && ((minute % 5 == 0 && minute != 600) || minute == 633) ? 1 : 0);
        var lastBeat = Stop - 5;
        Assert.IsTrue(told > lastBeat + 10 && told <= lastBeat + 25, $"told at {told}, last beat at {lastBeat}");
    }

    [TestMethod]
    public void A_timer_that_never_missed_is_told_after_four_missed_beats()
    {
        var told = FirstTold(SomeWindows.Day, minute => minute < Stop && minute % 5 == 0 ? 1 : 0);
        Assert.IsTrue(told is > Stop and <= Stop - 5 + 20, $"told at {told}");
    }

    [TestMethod]
    public void The_evidence_begins_with_the_first_missed_beat()
    {
        for (var minute = 0; minute < Stop; minute++)
        {
            _signal.Learn(SomeWindows.Calls(minute, minute % 5 == 0 ? 1 : 0));
        }

        var missed = Stop;
        var reading = _signal.Read(SomeWindows.Empty(missed + 20));
        Assert.AreEqual(21, reading.Evidence.Windows);
        Assert.AreEqual(0, reading.Observed);
    }

    [TestMethod]
    public void A_steady_stream_that_stops_is_told_after_ten_minutes()
    {
        var told = FirstTold(SomeWindows.Day, minute => minute < Stop ? 100 + (minute % 7) : 0);
        Assert.AreEqual(Stop - 1 + 10, told);
    }

    [TestMethod]
    public void A_stop_in_the_first_twelve_hours_is_not_told() =>
        Assert.IsNull(FirstTold(SomeWindows.Day, minute => minute < 715 ? 100 + (minute % 7) : 0));

    [TestMethod]
    public void A_function_called_now_and_then_never_cries()
    {
        var random = new Random(4);
        Assert.IsNull(FirstTold(12 * SomeWindows.Day, minute => minute < 10 * SomeWindows.Day && random.Next(30) == 0 ? 1 : 0));
    }

    [TestMethod]
    public void A_stream_with_wild_counts_never_cries()
    {
        var random = new Random(4);
        Assert.IsNull(FirstTold(3 * SomeWindows.Day, minute => minute < 2 * SomeWindows.Day ? 1 + (int)Math.Exp(5 * random.NextDouble()) : 0));
    }

    [TestMethod]
    public void A_stream_that_ebbs_away_within_an_hour_never_cries() =>
        Assert.IsNull(FirstTold(2 * SomeWindows.Day, minute => minute < Stop ? 100 + (minute % 7) : Math.Max(0, (60 - (minute - Stop)) * 100 / 60)));

    [TestMethod]
    public void What_comes_back_is_silent_no_more()
    {
        FirstTold(Stop + 60, minute => minute < Stop ? 100 : 0);
        Assert.AreEqual(0, _signal.Read(SomeWindows.Calls(Stop + 60, 100)).Score);
    }

    /// <summary>The first minute that is told, or null.</summary>
    private int? FirstTold(int minutes, Func<int, int> count)
    {
        int? told = null;
        for (var minute = 0; minute < minutes; minute++)
        {
            var window = SomeWindows.Calls(minute, count(minute));
            if (_signal.Read(window).Evidence.Score >= Threshold)
            {
                told ??= minute;
            }

            _signal.Learn(window);
        }

        return told;
    }
}
