using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Scoring;

[TestClass]
public sealed class DetectorTests
{
    private readonly Detector _detector = new(new DetectorOptions(), ScoringModel.Default);

    [TestMethod]
    public void Judging_twice_changes_nothing()
    {
        var (once, twice) = (_detector.NewFunction(), _detector.NewFunction());
        for (var minute = 0; minute < 700; minute++)
        {
            var window = Minute(minute, minute >= 690 ? 5000 : 100 + (minute % 7), errors: minute % 90 == 0 ? 30 : 0);
            var first = _detector.Judge(once, window);
            _ = _detector.Judge(twice, window);
            var second = _detector.Judge(twice, window);
            Assert.AreEqual(Told(first), Told(second), $"minute {minute}");
            _detector.Learn(once, window, first);
            _detector.Learn(twice, window, second);
        }

        Assert.AreEqual(700, twice.Windows);
    }

    [TestMethod]
    public void The_same_minutes_give_the_same_verdicts() => Assert.AreSequenceEqual(Verdicts(), Verdicts());

    [TestMethod]
    public void A_function_is_ready_after_an_hour_and_no_anomaly_before_that()
    {
        var state = After(59);
        var early = _detector.Judge(state, Minute(59, 100, errors: 100)).Verdict;
        Assert.IsFalse(early.Ready || early.IsAnomaly);
        Assert.IsEmpty(early.Reasons);
        Learn(state, Minute(59, 100));
        Assert.IsTrue(_detector.Judge(state, Minute(60, 100)).Verdict.Ready);
    }

    [TestMethod]
    public void Confidence_grows_with_what_was_seen()
    {
        Assert.AreEqual(60 / 480d, _detector.Judge(After(60), Minute(60, 100)).Verdict.Confidence, 1e-9);
        Assert.AreEqual(1, _detector.Judge(After(600), Minute(600, 100)).Verdict.Confidence);
    }

    [TestMethod]
    public void The_reasons_are_ranked_and_the_strongest_gives_the_kind()
    {
        var state = After(700);
        Learn(state, Minute(700, 20_000, errors: 19_000, durationMs: 2000));
        var verdict = _detector.Judge(state, Minute(701, 20_000, errors: 19_000, durationMs: 2000)).Verdict;
        Assert.IsTrue(verdict.IsAnomaly);
        Assert.IsGreaterThanOrEqualTo(3, verdict.Reasons.Count);
        Assert.IsLessThanOrEqualTo(5, verdict.Reasons.Count);
        Assert.AreSequenceEqual(verdict.Reasons.OrderByDescending(reason => reason.Score).ToArray(), verdict.Reasons.ToArray());
        Assert.AreEqual(verdict.Score, verdict.Reasons[0].Score);
        Assert.AreEqual(AnomalyKind.Errors, verdict.Kind);
        Assert.AreEqual(Signal.Errors, verdict.Reasons[0].Signal);
        Assert.AreEqual(19_000, verdict.History[^1]);
    }

    /// <summary>
    /// Five failures, five refusals and five starts in a hundred calls, answered 1.6 times slower, after three calm days: the model finds it nearly
    /// three times as far as what is usual, but half its score does not reach the threshold. A known limit, see ml/README.md.
    /// </summary>
    [TestMethod]
    public void A_mixture_of_which_nothing_counts_alone_is_seen_as_a_pattern_but_not_told_yet()
    {
        var state = After(3 * SomeWindows.Day);
        var worst = Enumerable.Range(3 * SomeWindows.Day, 12).Select(minute =>
        {
            var window = SomeWindows.Calls(minute, 100, errors: 5, denied: 5, cold: 5, durationMs: 190, caller: "role/orders");
            var measured = _detector.Judge(state, window);
            _detector.Learn(state, window, measured);
            return measured;
        }).MaxBy(measured => measured.Verdict.Score);
        Assert.AreEqual(AnomalyKind.Pattern, worst.Verdict.Kind);
        Assert.IsGreaterThan(2.5 * worst.Pattern.ExpectedHigh, worst.Pattern.Observed);
        Assert.IsInRange(5, 7, worst.Verdict.Score);
    }

    [TestMethod]
    public void A_calm_minute_has_neither_reasons_nor_history()
    {
        var verdict = _detector.Judge(After(700), Minute(700, 100)).Verdict;
        Assert.IsEmpty(verdict.Reasons);
        Assert.IsEmpty(verdict.History);
    }

    [TestMethod]
    public void Refusals_name_the_caller_who_was_refused()
    {
        var state = After(300);
        var window = Minute(300, 100);
        window.Add(SomeWindows.Call(300) with { Count = 200, Outcome = Outcome.Denied, Caller = new Caller { Principal = "user/thief" } });
        var verdict = _detector.Judge(state, window).Verdict;
        Assert.IsTrue(verdict.IsAnomaly);
        Assert.AreEqual(AnomalyKind.Denied, verdict.Kind);
        Assert.AreEqual("user/thief", verdict.Principal);
    }

    [TestMethod]
    public void A_stranger_at_an_internal_function_is_told_by_name_and_at_most_three_are()
    {
        var state = After(300);
        var verdicts = new List<Verdict>();
        _detector.JudgeCallers(state, SomeWindows.CallersOf(300, ["role/orders", "x4", "x3", "x2", "x1"]), verdicts);
        Assert.AreSequenceEqual(new[] { "x1", "x2", "x3" }, verdicts.Select(verdict => verdict.Principal!).ToArray());
        Assert.IsTrue(verdicts.All(verdict => verdict is { IsAnomaly: true, Kind: AnomalyKind.NewCaller }));
    }

    [TestMethod]
    public void A_stranger_with_an_endless_name_is_told_with_its_begin()
    {
        var verdicts = new List<Verdict>();
        _detector.JudgeCallers(After(300), SomeWindows.CallersOf(300, [new string('x', 5000)]), verdicts);
        Assert.AreEqual(256, verdicts.Single().Reasons[0].Detail!.Length);
    }

    [TestMethod]
    public void Nobody_is_new_at_a_function_that_is()
    {
        var verdicts = new List<Verdict>();
        _detector.JudgeCallers(After(30), SomeWindows.CallersOf(30, ["x"]), verdicts);
        Assert.IsEmpty(verdicts);
    }

    private FunctionState After(int minutes)
    {
        var state = _detector.NewFunction();
        for (var minute = 0; minute < minutes; minute++)
        {
            Learn(state, Minute(minute, 100 + (minute % 7)));
        }

        return state;
    }

    private void Learn(FunctionState state, FunctionWindow window) => _detector.Learn(state, window, _detector.Judge(state, window));

    private List<string> Verdicts()
    {
        var state = _detector.NewFunction();
        var random = new Random(12);
        var told = new List<string>();
        for (var minute = 0; minute < 800; minute++)
        {
            var window = Minute(minute, random.Next(50, 150), errors: random.Next(40) == 0 ? 40 : 0, durationMs: 100 + random.Next(50));
            var measured = _detector.Judge(state, window);
            told.Add(Told(measured));
            _detector.Learn(state, window, measured);
        }

        return told;
    }

    private static string Told(in Measurement measured) => FormattableString.Invariant(
        $"{measured.Verdict.Score:R} {measured.Verdict.Kind} {measured.Verdict.Ready} {measured.Verdict.Since:O} {string.Join(';', measured.Features.ToArray())} {string.Join(';', measured.Verdict.Reasons)} {string.Join(';', measured.Verdict.History)}");

    private static FunctionWindow Minute(int minute, long calls, long errors = 0, double durationMs = 120) =>
        SomeWindows.Calls(minute, calls, errors, durationMs: durationMs, caller: "role/orders");
}
