using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class TailCalibrationTests
{
    private const int Week = 10_080;

    private static readonly CalibrationPrior Prior = new(Shape: 0.3, Strength: 10, Floor: 1.5);

    public required TestContext TestContext { get; set; }

    /// <summary>P(D > d) = d^-2 for d above 1. The cap for what was seen before costs up to 0.5 where there are samples.</summary>
    [TestMethod]
    [DataRow(10.0, 2.0)]
    [DataRow(31.6, 3.0)]
    [DataRow(1000.0, 6.0)]
    [DataRow(10_000.0, 8.0)]
    public void Of_an_exact_Pareto_sample_the_score_is_within_six_tenths_of_the_truth(double deviation, double truth)
    {
        var score = Pareto(Week).Score(deviation);
        TestContext.WriteLine($"{score:0.00} instead of {truth}");
        Assert.AreEqual(truth, score, 0.6);
    }

    /// <summary>A Pareto tail is heavier than a normal one, and what was seen at 0.7 times the size caps the score: it says less than the truth, never more.</summary>
    [TestMethod]
    [DataRow(1.0, 0.4988)]
    [DataRow(2.0, 1.3420)]
    [DataRow(3.0, 2.5687)]
    [DataRow(4.0, 4.1983)]
    [DataRow(6.0, 8.7049)]
    public void Of_a_normal_sample_the_score_never_exceeds_the_truth_by_more_than_a_quarter(double deviation, double truth)
    {
        var calibration = Learned(Week, new Random(3), random => Math.Abs(Normal(random)));
        var score = calibration.Score(deviation);
        TestContext.WriteLine($"{score:0.00} instead of {truth}");
        Assert.IsTrue(score <= truth + 0.25 && score >= 0.4 * truth, $"{score} instead of {truth}");
    }

    [TestMethod]
    public void What_was_seen_before_is_not_improbable()
    {
        var calibration = Learned(1000, new Random(1), _ => 1);
        Assert.IsGreaterThan(8, calibration.Score(200));
        calibration.Learn(200);
        Assert.IsLessThan(3.1, calibration.Score(200));
        Assert.IsLessThan(3.1, calibration.Score(250));
        Assert.IsGreaterThan(6, calibration.Score(400));
    }

    [TestMethod]
    public void A_larger_deviation_never_scores_less_in_the_tail()
    {
        var calibration = Pareto(Week);
        var last = 0d;
        for (var deviation = 5.0; deviation < 1e5; deviation *= 1.01)
        {
            var score = calibration.Score(deviation);
            Assert.IsGreaterThanOrEqualTo(last, score, $"at {deviation}");
            last = score;
        }
    }

    [TestMethod]
    [DataRow(5.0)]
    [DataRow(8.0)]
    [DataRow(11.0)]
    public void DeviationAt_inverts_Score_beyond_what_was_seen(double score)
    {
        var calibration = Learned(1000, new Random(1), random => 2 * random.NextDouble());
        Assert.AreEqual(score, calibration.Score(calibration.DeviationAt(score)), 1e-6);
    }

    [TestMethod]
    public void A_single_deviation_is_remembered_for_days_and_forgotten_after_three_months()
    {
        var calibration = Learned(1000, new Random(1), _ => 1);
        calibration.Learn(200);
        Calm(calibration, 3 * 1440);
        Assert.IsLessThan(5, calibration.Score(200));
        Calm(calibration, 90 * 1440);
        Assert.IsGreaterThan(8, calibration.Score(200));
    }

    [TestMethod]
    public void Older_deviations_count_half_after_a_week_so_the_weight_stays_below_a_week_and_a_half()
    {
        Assert.AreEqual(100, Learned(100, new Random(1), _ => 1).Weight, 1);
        Assert.AreEqual(Week / Math.Log(2), Learned(30 * Week, new Random(1), _ => 1).Weight, 0.01 * Week);
    }

    /// <summary>Entered with a weight that doubles each week, the bins are scaled down when it reaches a million, in the 20th week.</summary>
    [TestMethod]
    public void The_internal_rescaling_changes_nothing()
    {
        // What only the long one saw weighs a thousandth.
        var random = new Random(5);
        var deviations = Enumerable.Range(0, 210_000).Select(_ => Heavy(random)).ToList();
        TailCalibration rescaled = new(Prior), young = new(Prior);
        for (var window = 0; window < deviations.Count; window++)
        {
            rescaled.Learn(deviations[window]);
            if (window >= 100_000)
            {
                young.Learn(deviations[window]);
            }
        }

        Assert.AreEqual(young.Weight, rescaled.Weight, 0.002 * young.Weight);
        foreach (var deviation in new[] { 1.2, 5, 30, 10_000 })
        {
            Assert.AreEqual(young.Score(deviation), rescaled.Score(deviation), 0.02, $"at {deviation}");
        }
    }

    [TestMethod]
    public void Nothing_is_improbable_before_anything_was_seen_nor_what_is_not_above_the_expected()
    {
        Assert.AreEqual(0, new TailCalibration(Prior).Score(100));
        var calibration = Learned(1000, new Random(1), _ => 1);
        Assert.AreEqual(0, calibration.Score(-5));
        Assert.AreEqual(0, calibration.Score(0));
        Assert.AreEqual(0, calibration.Score(double.NaN));
        Assert.AreEqual(Tail.MaxScore, calibration.Score(double.PositiveInfinity));
    }

    private static TailCalibration Pareto(int windows) => Learned(windows, new Random(2), Heavy);

    private static double Heavy(Random random) => Math.Pow(1 - random.NextDouble(), -0.5);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Calm(TailCalibration calibration, int windows)
    {
        for (var i = 0; i < windows; i++)
        {
            calibration.Learn(1);
        }
    }

    private static TailCalibration Learned(int windows, Random random, Func<Random, double> deviation)
    {
        var calibration = new TailCalibration(Prior);
        for (var i = 0; i < windows; i++)
        {
            calibration.Learn(deviation(random));
        }

        return calibration;
    }
}
