using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using AnomalyWatch.Tests.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>States that earlier versions of the first fold wrote stay readable. The files are never written anew.</summary>
[TestClass]
public sealed class OldScoringStatesTests
{
    private const int Written = 4_000;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_state_of_version_1_goes_on_as_if_it_had_never_been_put_down()
    {
        if (SourceTree.Root is null)
        {
            Assert.Inconclusive("The tests do not run in a source tree.");
        }

        var blobs = new MemorySnapshotBlobs();
        foreach (var file in Directory.GetFiles(Path.Combine(SourceTree.Root, "tests", "fixtures", "snapshots", "scoring-1")))
        {
            blobs.Blobs["invocations/scoring/0000/" + Path.GetFileName(file)] = (await File.ReadAllBytesAsync(file, TestContext.CancellationToken), file);
        }

        // The first 4,000 records of this log, folded by the version of 2026-11-24.
        var log = SomeLog.Stamped(3);
        var restored = Fresh();
        var place = new SnapshotPlace("invocations", "scoring", 0, 1, ClockMode.Wall);
        var snapshots = new PartitionSnapshots(blobs, place, restored.FormatVersion, new SnapshotOptions(), fault => Assert.Fail(fault));
        var last = await snapshots.LoadAsync(
            (SnapshotState state, out string? fault) => restored.TryRestore(state.FormatVersion, state.Head.Span, state.Entries, out fault), TestContext.CancellationToken);
        Assert.AreEqual(Written - 1, last);
        Assert.IsTrue(snapshots.NeedsFull, "what is written now is of another version");
        var undisturbed = Fresh();
        Apply(undisturbed, log[..Written]);
        Assert.AreEqual(Apply(undisturbed, log[Written..]), Apply(restored, log[Written..]));
        Assert.AreEqual(Comparable(undisturbed.Counts), Comparable(restored.Counts));
    }

    // What was an answer then may be none now.
    private static ScoringCounts Comparable(ScoringCounts counts) => counts with { Feedback = 0, ControlsIgnored = counts.Feedback + counts.ControlsIgnored };

    private static ScoringFold Fresh() => new(
        new Detector(new DetectorOptions(), ScoringModel.Default), new ScoringOptions { RememberedIds = RememberedIds.BlockSize, SleepAfter = TimeSpan.FromHours(1) });

    // Of callers such a state knows the names alone, so what is news of them is judged anew.
    private static string Apply(ScoringFold fold, IEnumerable<Stamped<TelemetryRecord>> log) =>
        ToldAnomalies.Of(fold, log).Where(anomaly => anomaly.Kind is not (AnomalyKind.NewCaller or AnomalyKind.UnusualCaller or AnomalyKind.Campaign)).AsText();
}
