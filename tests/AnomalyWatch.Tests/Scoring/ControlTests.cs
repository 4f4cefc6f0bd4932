using System.Buffers;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>Control events do what they ask for from their place in the log on.</summary>
[TestClass]
public sealed class ControlTests
{
    private static readonly string Hash = new('a', 64);

    [TestMethod]
    public void In_maintenance_a_function_is_judged_and_not_told()
    {
        var stage = new FoldStage().Until(300);
        stage.Send(Control.Maintenance(FoldStage.At(300), "aws/123456789012/", FoldStage.At(300), FoldStage.At(310)));
        stage.Until(310, minute => [FoldStage.Calls(minute, 100) with { Outcome = Outcome.Error }]).Until(320);
        Assert.HasCount(0, stage.Told);
        Assert.IsGreaterThan(5, stage.Fold.Counts.Muted);
        stage.Until(322, minute => [FoldStage.Calls(minute, 100) with { Outcome = Outcome.Error }]).Until(325);
        Assert.AreEqual(AnomalyKind.Errors, stage.Told[0].Kind);
    }

    [TestMethod]
    public void Maintenance_of_other_functions_mutes_nothing()
    {
        var stage = new FoldStage().Until(300);
        stage.Send(Control.Maintenance(FoldStage.At(300), "azure/", FoldStage.At(300), FoldStage.At(310)));
        stage.Until(303, minute => [FoldStage.Calls(minute, 100) with { Outcome = Outcome.Error }]).Until(305);
        Assert.AreEqual((0, AnomalyKind.Errors), (stage.Fold.Counts.Muted, stage.Told[0].Kind));
    }

    [TestMethod]
    public void Too_many_maintenances_are_counted_and_those_long_over_make_room()
    {
        var stage = new FoldStage();
        for (var i = 0; i <= Maintenances.Max; i++)
        {
            stage.Send(Control.Maintenance(FoldStage.At(0), "azure/", FoldStage.At(0), FoldStage.At(10)));
        }

        Assert.AreEqual(1, stage.Fold.Counts.ControlsIgnored);
        stage.Until(140).Send(Control.Maintenance(FoldStage.At(140), "azure/", FoldStage.At(140), FoldStage.At(150)));
        Assert.AreEqual(1, stage.Fold.Counts.ControlsIgnored);
    }

    [TestMethod]
    public void Thresholds_change_from_there_on_and_impossible_ones_are_counted()
    {
        var stage = new FoldStage().Until(300);
        stage.Send(Control.ConfigurationChanged(FoldStage.At(300), threshold: 30, noveltyThreshold: null));
        stage.Until(302, minute => [FoldStage.Calls(minute, 100) with { Outcome = Outcome.Error }]).Until(304);
        Assert.HasCount(0, stage.Told);
        stage.Send(Control.ConfigurationChanged(FoldStage.At(304), threshold: 0, noveltyThreshold: null));
        Assert.AreEqual(1, stage.Fold.Counts.ControlsIgnored);
    }

    [TestMethod]
    public void A_promoted_model_that_is_at_hand_judges_from_there_on_and_another_is_counted()
    {
        var shelf = new ModelShelf();
        Assert.IsTrue(shelf.TryAdd(ScoringModel.Untrained));
        var stage = new FoldStage(shelf).Until(10).Send(Control.ModelPromoted(FoldStage.At(10), Hash));
        Assert.AreEqual((1, ScoringModel.Default.Manifest.ModelSha256), (stage.Fold.Counts.ControlsIgnored, ModelOf(stage)));
        shelf = new ModelShelf();
        Assert.IsTrue(shelf.TryAdd(ScoringModel.Default));
        stage = new FoldStage(shelf).Until(10).Send(Control.ModelPromoted(FoldStage.At(10), ScoringModel.Default.Manifest.ModelSha256)).Until(300);
        Assert.AreEqual(0, stage.Fold.Counts.ControlsIgnored);
        Assert.HasCount(0, stage.Told);
    }

    [TestMethod]
    public void Feedback_is_counted()
    {
        var stage = new FoldStage().Send(Control.Feedback(FoldStage.At(0), Some.Id(1), "noise"));
        Assert.AreEqual((1, 0), (stage.Fold.Counts.Feedback, stage.Fold.Counts.ControlsIgnored));
    }

    [TestMethod]
    public void Lost_telemetry_is_told_and_its_minutes_are_not_taken_for_silence()
    {
        var silent = new FoldStage().Until(800).Until(830, _ => []);
        Assert.AreEqual(AnomalyKind.Silence, silent.Told[0].Kind);

        var lost = new FoldStage().Until(800).Send(Control.TelemetryLost(FoldStage.At(800), "other/anomalywatch/azure-logs-1", 12, FoldStage.At(799), FoldStage.At(830)));
        lost.Until(830, _ => []).Until(840);
        Assert.AreEqual((AnomalyKind.TelemetryGap, "other/anomalywatch/azure-logs-1", 12), (lost.Told.Single().Kind, lost.Told[0].Function, lost.Told[0].Observed));
        Assert.AreEqual(0, lost.Fold.Counts.ControlsIgnored);
    }

    [TestMethod]
    public void It_travels_in_a_pack_among_the_records()
    {
        Control[] controls =
        [
            Control.ModelPromoted(FoldStage.At(1), Hash),
            Control.ConfigurationChanged(FoldStage.At(2), 9.5, null),
            Control.Feedback(FoldStage.At(3), "incident \"7\"", "useful"),
            Control.Maintenance(FoldStage.At(4), "aws/1/", FoldStage.At(5), FoldStage.At(6.5)),
            Control.TelemetryLost(FoldStage.At(7), "other/anomalywatch/azure-logs-1", 12, FoldStage.At(5), FoldStage.At(6.5)),
        ];
        var codec = new TelemetryCodec();
        var writer = new PackWriter<TelemetryRecord>(codec);
        writer.Add(new TelemetryRecord(FoldStage.Calls(0, 1)), null);
        foreach (var control in controls)
        {
            writer.Add(new TelemetryRecord(control), null);
        }

        var body = writer.TakeBodies(new PackHeader("control", "p", 0, null, ClockMode.Record)).Single();
        Assert.IsTrue(PackReader.TryReadHeader(new HubEvent(0, FoldStage.At(0), body), out var header, out var content, out _));
        var read = new List<Control?>();
        Assert.IsTrue(new PackUnpacker<TelemetryRecord>(codec).TryUnpack(header!, content, (int _, bool isSound, in TelemetryRecord record) => read.Add(isSound ? record.Control : null), out _));
        CollectionAssert.AreEqual(new Control?[] { null }.Concat(controls).ToList(), read);
    }

    [TestMethod]
    public void Nobody_outside_can_send_one()
    {
        var line = new ArrayBufferWriter<byte>();
        ControlJson.Write(Control.ModelPromoted(FoldStage.At(1), Hash), line);
        Assert.IsFalse(new TelemetryCodec().TryRead(line.WrittenSpan, out _, out _));
        Assert.AreEqual(0, Pipeline.Ingesting.CanonicalLines.Read(line.WrittenSpan).Records.Count);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{\"kind\":\"control\",")]
    [DataRow("{\"kind\":\"control\",\"action\":\"modelPromoted\",\"time\":\"2026-07-01T00:00:00Z\",\"model\":\"AA\"}")]
    [DataRow("{\"kind\":\"control\",\"action\":\"selfDestruct\",\"time\":\"2026-07-01T00:00:00Z\"}")]
    [DataRow("{\"kind\":\"control\",\"action\":\"maintenance\",\"time\":\"2026-07-01T00:00:00Z\",\"functions\":\"\",\"from\":\"2026-07-01T00:00:00Z\",\"to\":\"2026-07-01T00:00:00Z\"}")]
    public void What_is_no_control_event_is_read_as_none(string line) => Assert.IsNull(ControlJson.Read(Encoding.UTF8.GetBytes(line)));

    private static string ModelOf(FoldStage stage)
    {
        var head = new ArrayBufferWriter<byte>();
        stage.Fold.WriteHead(head);
        return Pipeline.Scoring.Snapshots.ScoringHead.Read(head.WrittenSpan, stage.Fold.FormatVersion)!.ModelSha256;
    }
}
