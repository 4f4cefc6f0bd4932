using System.Buffers;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>Whether idle functions leave memory changes nothing that is said.</summary>
[TestClass]
public sealed class IdleFunctionsTests
{
    [TestMethod]
    public void The_same_is_told_whether_idle_functions_leave_memory_or_not()
    {
        var told = TellsTheSame(seed: 1);
        StringAssert.Contains(told, "\"silence\"");
        StringAssert.Contains(told, "other/timer");
    }

    [TestMethod]
    [TestCategory("Long")]
    public void The_same_is_told_of_many_logs_whether_idle_functions_leave_memory_or_not()
    {
        for (var seed = 2; seed < 22; seed++)
        {
            TellsTheSame(seed);
        }
    }

    private static string TellsTheSame(int seed)
    {
        var log = SleepyLog.Stamped(seed);
        var random = new Random(seed);
        var stays = Fresh(keepsIdle: true);
        var leaves = Fresh(keepsIdle: false);
        var restarted = Fresh(keepsIdle: false);
        var (told, toldLeaving, toldRestarted) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var idle = 0;
        for (var at = 0; at < log.Count;)
        {
            var next = Math.Min(log.Count, at + random.Next(1, 4_000));
            Apply(stays, log[at..next], told);
            Apply(leaves, log[at..next], toldLeaving);
            Apply(restarted, log[at..next], toldRestarted);
            restarted = Restarted(restarted);
            at = next;
            idle = Math.Max(idle, leaves.Functions.Idle);
        }

        Assert.AreEqual(told.ToString(), toldLeaving.ToString(), $"seed {seed}");
        Assert.AreEqual(told.ToString(), toldRestarted.ToString(), $"restarted, seed {seed}");
        Assert.AreEqual(stays.Counts, leaves.Counts);
        Assert.AreEqual(stays.Counts, restarted.Counts);
        Assert.AreEqual(0, stays.Functions.Idle);
        Assert.IsGreaterThan(20, idle);
        return told.ToString();
    }

    // With room for twelve awake the busy ones and the strangers contend for it.
    private static ScoringFold Fresh(bool keepsIdle) => new(
        new Detector(new DetectorOptions(), ScoringModel.Default),
        new ScoringOptions { SleepAfter = TimeSpan.FromHours(1), MaxAwake = 12, MaxFunctions = 48 },
        SleepyLog.Models())
    {
        KeepsIdle = keepsIdle,
    };

    private static ScoringFold Restarted(ScoringFold fold)
    {
        var head = new ArrayBufferWriter<byte>();
        fold.WriteHead(head);
        var fresh = Fresh(keepsIdle: false);
        Assert.IsTrue(fresh.TryRestore(fold.FormatVersion, head.WrittenSpan, fold.TakeChanges(all: true), out var fault), fault);
        Assert.AreEqual(fold.Functions, fresh.Functions);
        return fresh;
    }

    private static void Apply(ScoringFold fold, IEnumerable<Stamped<TelemetryRecord>> log, StringBuilder told) => told.Append(ToldAnomalies.Of(fold, log).AsText());
}
