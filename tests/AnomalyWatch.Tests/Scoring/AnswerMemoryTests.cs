using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>What people's answers do to the first fold, and what they cannot do.</summary>
[TestClass]
public sealed class AnswerMemoryTests
{
    private readonly AnswerMemory _answers = new();

    [TestMethod]
    [DataRow(0, 15, true, DisplayName = "the same minute, a little above the threshold")]
    [DataRow(0, 16, false, DisplayName = "twice the threshold is told all the same")]
    [DataRow(24 * 60, 15, true, DisplayName = "the same time the next day")]
    [DataRow((24 * 60) + 55, 14, true, DisplayName = "an hour around it")]
    [DataRow(6 * 60, 9, false, DisplayName = "another time of day")]
    [DataRow(7 * 24 * 60, 12, false, DisplayName = "a week later half of it is left")]
    [DataRow(7 * 24 * 60, 11, true, DisplayName = "a week later, under what is left")]
    [DataRow(29 * 24 * 60, 9, false, DisplayName = "four weeks later nothing is left")]
    public void Expected_raises_the_bar_around_that_time_of_day_and_fades(int minute, double score, bool isExcused)
    {
        Answer("expected", AnomalyKind.Burst);

        Assert.AreEqual(isExcused, _answers.Excuses(Verdict(AnomalyKind.Burst, minute, score)));
    }

    [TestMethod]
    public void Noise_raises_it_half_as_much_at_any_other_time()
    {
        Answer("noise", AnomalyKind.Errors);

        Assert.IsTrue(_answers.Excuses(Verdict(AnomalyKind.Errors, 6 * 60, 11)));
        Assert.IsFalse(_answers.Excuses(Verdict(AnomalyKind.Errors, 6 * 60, 12)));
    }

    [TestMethod]
    public void Any_number_of_answers_triples_the_bar_at_most()
    {
        for (var i = 0; i < 50; i++)
        {
            Answer("noise", AnomalyKind.Errors, i);
        }

        Assert.IsTrue(_answers.Excuses(Verdict(AnomalyKind.Errors, 60, 23.9)));
        Assert.IsFalse(_answers.Excuses(Verdict(AnomalyKind.Errors, 60, 24)));
    }

    [TestMethod]
    [DataRow(AnomalyKind.NewCaller)]
    [DataRow(AnomalyKind.Denied)]
    [DataRow(AnomalyKind.RiskyChange)]
    [DataRow(AnomalyKind.FanOut)]
    [DataRow(AnomalyKind.TelemetryGap)]
    public void Nobody_can_teach_it_to_overlook_callers_refusals_or_changes(AnomalyKind kind)
    {
        Answer("noise", kind);

        Assert.IsTrue(_answers.IsEmpty);
        Assert.IsFalse(_answers.Excuses(Verdict(kind, 0, 8)));
    }

    [TestMethod]
    public void An_answer_is_for_its_function_and_kind_only()
    {
        Answer("noise", AnomalyKind.Errors);

        Assert.IsFalse(_answers.Excuses(Verdict(AnomalyKind.Latency, 0, 9)));
        Assert.IsFalse(_answers.Excuses(Verdict(AnomalyKind.Errors, 0, 9) with { Function = "aws/1/r/other" }));
    }

    [TestMethod]
    public void A_later_answer_replaces_an_earlier_one()
    {
        Answer("noise", AnomalyKind.Errors);
        Answer("real", AnomalyKind.Errors);

        Assert.IsFalse(_answers.Excuses(Verdict(AnomalyKind.Errors, 0, 9)));
        Assert.AreEqual(AnomalyKind.Errors, _answers.Real(FoldStage.Function, Some.Noon.AddMinutes(3)));
    }

    [TestMethod]
    public void An_answer_that_is_none_is_refused() =>
        Assert.IsFalse(_answers.TryAdd(Control.Feedback(Some.Noon, Some.Id(1), "whatever"), Some.Noon));

    [TestMethod]
    public void Beyond_the_most_the_oldest_goes()
    {
        for (var i = 0; i <= AnswerMemory.Max; i++)
        {
            Answer("real", AnomalyKind.Errors, -2 * i);
        }

        var output = new ArrayBufferWriter<byte>();
        _answers.Write(new StateWriter(output));
        var reader = new StateReader(output.WrittenSpan);
        Assert.AreEqual(AnswerMemory.Max, reader.Items(int.MaxValue));
    }

    [TestMethod]
    public void It_comes_back_from_its_bytes()
    {
        Answer("expected", AnomalyKind.Burst);
        var output = new ArrayBufferWriter<byte>();
        _answers.Write(new StateWriter(output));
        var reader = new StateReader(output.WrittenSpan);
        var restored = new AnswerMemory();
        restored.Restore(ref reader);

        Assert.IsTrue(reader.IsDone);
        Assert.IsTrue(restored.Excuses(Verdict(AnomalyKind.Burst, 0, 15)));
    }

    [TestMethod]
    public void Failures_that_people_expect_are_not_told_around_that_time_and_the_fold_keeps_the_answer()
    {
        static IEnumerable<Invocation> Calls(int minute)
        {
            yield return FoldStage.Calls(minute, 80 + new Random(minute).Next(41));
            if (minute is >= 740 and < 743)
            {
                yield return FoldStage.Calls(minute, 12) with { Outcome = Outcome.Error };
            }
        }

        var plain = new FoldStage().Until(760, Calls);
        Assert.HasCount(1, plain.Told.Where(anomaly => anomaly is { Kind: AnomalyKind.Errors, Phase: AnomalyPhase.Began }).ToList());

        // Two answers about that time of day: the bar is three times as high.
        var answered = new FoldStage().Until(720, Calls);
        var first = new AnsweredAnomaly(FoldStage.Function, AnomalyKind.Errors, FoldStage.At(700), FoldStage.At(703));
        answered.Send(Control.Feedback(FoldStage.At(720), Some.Id(1), "expected", [first, first with { From = FoldStage.At(701) }]));
        Assert.Contains("!answers", answered.Fold.TakeChanges(all: false).Select(entry => entry.Key));

        Assert.IsEmpty(answered.Until(760, Calls).Told.Where(anomaly => anomaly.Kind == AnomalyKind.Errors));
    }

    private void Answer(string said, AnomalyKind kind, int minute = 0) => Assert.IsTrue(_answers.TryAdd(
        Control.Feedback(Some.Noon, Some.Id(1), said, [new AnsweredAnomaly(FoldStage.Function, kind, Some.Noon.AddMinutes(minute), Some.Noon.AddMinutes(minute + 5))]), Some.Noon));

    private static Verdict Verdict(AnomalyKind kind, int minute, double score) => new()
    {
        Function = FoldStage.Function,
        WindowStart = Some.Noon.AddMinutes(minute),
        WindowEnd = Some.Noon.AddMinutes(minute + 1),
        Kind = kind,
        Score = score,
        Threshold = 8,
        Ready = true,
    };
}
