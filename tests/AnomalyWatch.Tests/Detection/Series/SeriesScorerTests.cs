using System.Buffers;
using AnomalyWatch.Detection.Series;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class SeriesScorerTests
{
    private const int Week = 7 * 288;

    [TestMethod]
    public void A_score_depends_on_no_value_behind_it()
    {
        var (calm, changed) = (SomeValues.Scorer(), SomeValues.Scorer());
        for (var row = 0; row < Week; row++)
        {
            var one = calm.Next(SomeValues.Time(row), SomeValues.Daily(row));
            var other = changed.Judge(SomeValues.Time(row), SomeValues.Daily(row));
            Assert.AreEqual(one, other, $"row {row}");
            changed.Learn(other);
        }

        Assert.AreNotEqual(calm.Next(SomeValues.Time(Week), 50), changed.Next(SomeValues.Time(Week), 150));
    }

    [TestMethod]
    public void Judging_changes_nothing()
    {
        var scorer = Learned(Week);
        var before = Written(scorer);
        scorer.Judge(SomeValues.Time(Week), 1e6);
        CollectionAssert.AreEqual(before, Written(scorer));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(40)]
    [DataRow(Week)]
    public void After_a_restart_everything_is_the_same_bit_for_bit(int rows)
    {
        var scorer = Learned(rows);
        var restored = SomeValues.Scorer();
        var bytes = Written(scorer);
        var reader = new StateReader(bytes);
        restored.Restore(ref reader);
        Assert.IsTrue(reader.IsDone);
        for (var row = rows; row < rows + 600; row++)
        {
            var value = SomeValues.Daily(row) + (row % 191 == 0 ? 70 : 0);
            Assert.AreEqual(scorer.Next(SomeValues.Time(row), value), restored.Next(SomeValues.Time(row), value), $"row {row}");
        }

        CollectionAssert.AreEqual(Written(scorer), Written(restored));
    }

    [TestMethod]
    public void A_cut_state_fails_and_does_not_throw()
    {
        var bytes = Written(Learned(Week));
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var reader = new StateReader(bytes.AsSpan(0, length));
            SomeValues.Scorer().Restore(ref reader);
            Assert.IsTrue(reader.Failed, $"{length} bytes");
        }
    }

    [TestMethod]
    public void A_spike_a_shift_and_a_missing_rhythm_are_worth_an_alert()
    {
        Assert.IsGreaterThan(new SeriesOptions().AlertThreshold, Highest(row => SomeValues.Daily(row) + (row == Week ? 40 : 0)));
        Assert.IsGreaterThan(new SeriesOptions().AlertThreshold, Highest(row => SomeValues.Daily(row) + (row >= Week ? 15 : 0)));
        Assert.IsGreaterThan(new SeriesOptions().AlertThreshold, Highest(row => row >= Week ? 50 + SomeValues.Noise(row) : SomeValues.Daily(row)));
    }

    [TestMethod]
    public void A_calm_rhythm_a_constant_and_a_slow_growth_are_not()
    {
        Assert.IsLessThan(new SeriesOptions().AlertThreshold, Highest(SomeValues.Daily));
        Assert.AreEqual(0, Highest(_ => 7));
        Assert.AreEqual(0, Highest(_ => 0));
        Assert.IsLessThan(new SeriesOptions().AlertThreshold, Highest(row => 1000 + (0.01 * row) + SomeValues.Noise(row)));
    }

    [TestMethod]
    public void A_unit_does_not_matter()
    {
        var (small, large) = (SomeValues.Scorer(), SomeValues.Scorer());
        for (var row = 0; row < Week; row++)
        {
            var value = SomeValues.Daily(row) + (row == Week - 100 ? 40 : 0);
            var (one, other) = (small.Next(SomeValues.Time(row), value), large.Next(SomeValues.Time(row), value * 65536));
            Assert.AreEqual(one.Alert, other.Alert, 1e-3, $"row {row}");
        }
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(double.NegativeInfinity)]
    [DataRow(1e16)]
    public void What_is_no_number_scores_0_and_teaches_nothing(double value)
    {
        var scorer = Learned(Week);
        var before = Written(scorer);
        var reading = scorer.Next(SomeValues.Time(Week), value);
        Assert.IsFalse(reading.HasValue);
        Assert.AreEqual(0, reading.Alert);
        CollectionAssert.AreEqual(before, Written(scorer));
    }

    [TestMethod]
    public void Any_value_gives_a_finite_score_within_its_limits()
    {
        var scorer = SomeValues.Scorer();
        double[] values = [0, 1e15, -1e15, 1e-300, double.Epsilon, -1, 1e15, 0, 0, 5];
        for (var row = 0; row < 3000; row++)
        {
            var reading = scorer.Next(SomeValues.Time(row), values[(row * 7919) % values.Length]);
            Assert.IsInRange(0, new SeriesOptions().MaxScore, reading.Alert);
            Assert.IsInRange(0, new SeriesOptions().MaxScore, reading.Score);
            Assert.IsInRange(0, new SeriesOptions().MaxScore, reading.Severity);
        }
    }

    [TestMethod]
    public void Times_may_stand_still_or_go_back()
    {
        var scorer = Learned(500);
        Assert.IsTrue(double.IsFinite(scorer.Next(SomeValues.Time(499), 50).Alert));
        Assert.IsTrue(double.IsFinite(scorer.Next(SomeValues.Time(100), 50).Alert));
        Assert.IsTrue(double.IsFinite(scorer.Next(DateTimeOffset.MaxValue, 50).Alert));
        Assert.IsTrue(double.IsFinite(scorer.Next(DateTimeOffset.MinValue, 50).Alert));
        Assert.AreEqual(5, scorer.Step, 0.6);
    }

    [TestMethod]
    public void The_step_is_learned_and_a_gap_does_not_change_it()
    {
        var scorer = Learned(500);
        Assert.AreEqual(5, scorer.Step, 1e-6);
        scorer.Next(SomeValues.Time(500).AddDays(1), 50);
        Assert.AreEqual(5, scorer.Step, 1e-6);
    }

    [TestMethod]
    public void Judging_and_learning_allocate_nothing()
    {
        var scorer = Learned(Week);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = Week; row < Week + 1000; row++)
        {
            scorer.Next(SomeValues.Time(row), SomeValues.Daily(row) + (row % 191 == 0 ? 70 : 0));
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void What_a_series_has_learned_fits_into_4_kilobytes() => Assert.IsLessThan(4096, Written(Learned(3 * Week)).Length);

    private static double Highest(Func<int, double> value)
    {
        var scorer = SomeValues.Scorer();
        var highest = 0d;
        for (var row = 0; row < Week + 150; row++)
        {
            highest = Math.Max(highest, scorer.Next(SomeValues.Time(row), value(row)).Alert);
        }

        return highest;
    }

    private static SeriesScorer Learned(int rows)
    {
        var scorer = SomeValues.Scorer();
        for (var row = 0; row < rows; row++)
        {
            scorer.Next(SomeValues.Time(row), SomeValues.Daily(row));
        }

        return scorer;
    }

    private static byte[] Written(SeriesScorer scorer)
    {
        var output = new ArrayBufferWriter<byte>();
        scorer.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }
}
