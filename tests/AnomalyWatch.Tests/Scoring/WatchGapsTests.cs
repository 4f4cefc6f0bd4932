using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>Time in which nobody watched, on the machine's clock.</summary>
[TestClass]
public sealed class WatchGapsTests
{
    private const int Steady = 800;

    private readonly ScoringFold _fold = new(new Detector(new DetectorOptions(), ScoringModel.Default), new ScoringOptions());
    private readonly List<Anomaly> _told = [];

    [TestMethod]
    public void A_machine_that_slept_for_hours_takes_its_own_sleep_for_nobodys_silence()
    {
        Watch(0, Steady, isCalled: true);
        Watch(Steady + 180, Steady + 240, isCalled: true);
        Assert.HasCount(0, _told);
        Assert.IsGreaterThanOrEqualTo(178, _fold.Counts.NotReadyWindows, "minutes of which nothing is known are not ready, never calm");
    }

    [TestMethod]
    public void A_function_that_stopped_while_nobody_watched_is_told_soon_after()
    {
        Watch(0, Steady, isCalled: true);
        Watch(Steady + 180, Steady + 240, isCalled: false);
        var silence = _told.Single(anomaly => anomaly.Phase == AnomalyPhase.Began);
        Assert.AreEqual(AnomalyKind.Silence, silence.Kind);
        Assert.IsLessThanOrEqualTo(TimeSpan.FromMinutes(20), silence.DetectedAt - Some.Noon.AddMinutes(Steady + 180));
    }

    [TestMethod]
    public void While_the_ticks_go_on_a_silence_is_a_silence()
    {
        Watch(0, Steady, isCalled: true);
        Watch(Steady, Steady + 60, isCalled: false);
        Assert.AreEqual(Some.Noon.AddMinutes(Steady), _told.First().WindowStart);
    }

    private void Watch(int from, int to, bool isCalled)
    {
        for (var minute = from; minute < to; minute++)
        {
            var begin = Some.Noon.AddMinutes(minute);
            if (isCalled)
            {
                var calls = new Invocation { Function = "azure/sub/shop/checkout", Start = begin, SpanMs = 60_000, Count = 100 + (minute % 7) };
                _fold.Apply(new Stamped<TelemetryRecord>(begin.AddMinutes(1), "invocations", IsTick: false, new TelemetryRecord(calls), Mode: ClockMode.Wall), _told);
            }

            _fold.Apply(new Stamped<TelemetryRecord>(begin.AddMinutes(1), "clock", IsTick: true, default, Mode: ClockMode.Wall), _told);
        }
    }
}
