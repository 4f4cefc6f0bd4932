using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class AlertGateTests
{
    private const double Step = 5;

    private readonly SeriesOptions _options = new() { ConfidenceHalf = 1e-9, TimeOfDayDamping = 0.5, CoolDown = 60, CoolDownSteps = 12, CoolDownShare = 0.02, NewsDiscount = 0 };
    private readonly AlertGate _gate;
    private int _seen;

    public AlertGateTests() => _gate = new AlertGate(_options);

    [TestMethod]
    public void Within_the_cool_down_only_a_higher_score_is_news()
    {
        Next(0, 0);
        Assert.AreEqual(3, Next(100, 3), 1e-6);
        Assert.AreEqual(2.5 * 0.02, Next(105, 2.5), 1e-6);
        Assert.AreEqual(4, Next(110, 4), 1e-2);
        Assert.AreEqual(3, Next(195, 3), 1e-6);
    }

    [TestMethod]
    public void What_the_same_time_of_day_brought_is_taken_off_in_part()
    {
        Next(0, 0);
        Assert.AreEqual(3, Next(100, 3), 1e-6);
        Next(400, 0);
        Assert.AreEqual(1.5, Next(100 + 1440, 3), 0.05);
        Assert.AreEqual(3, Next(700 + 1440, 3), 1e-6, "another time of day");
    }

    [TestMethod]
    public void A_young_series_is_believed_less()
    {
        var gate = new AlertGate(_options with { ConfidenceHalf = 60 });
        gate.Learn(new SeriesReading { Time = SomeValues.Begin, Value = 1 }, Step, 0);
        Assert.AreEqual(2, gate.Judge(SomeValues.Begin.AddMinutes(60), 4, Step, 1).Score, 1e-9);
        Assert.AreEqual(3, gate.Judge(SomeValues.Begin.AddMinutes(180), 4, Step, 1).Score, 1e-9);
    }

    [TestMethod]
    public void The_severity_grows_while_it_lasts_and_fades_behind()
    {
        Next(0, 0);
        for (var i = 1; i <= 96; i++)
        {
            Next(i * 5, 4);
        }

        Assert.AreEqual(4 * (1 - Math.Exp(-1)), _gate.Severity, 0.02);
        var worst = _gate.Severity;
        Next(500, 0);
        Assert.IsLessThan(worst, _gate.Severity);
    }

    private double Next(double minute, double score)
    {
        var time = SomeValues.Begin.AddMinutes(minute);
        var (trusted, damped, alert, severity) = _gate.Judge(time, score, Step, _seen);
        _gate.Learn(new SeriesReading { Time = time, Value = 0, Score = trusted, Damped = damped, Alert = alert, Severity = severity }, Step, _seen++);
        return alert;
    }
}
