using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>The first fold on recorded time: a steady function, and then what happens to it.</summary>
[TestClass]
public sealed class ScoringFoldTests
{
    private const string Function = "azure/sub/shop/checkout";
    private static readonly DateTimeOffset Midnight = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Anomaly> _told = [];

    [TestMethod]
    public void A_steady_function_tells_nothing_all_day()
    {
        Run(1440, minute => [Calls(minute, 95 + (minute * 7 % 11))]);
        Assert.HasCount(0, _told);
    }

    [TestMethod]
    public void A_burst_is_told_within_two_minutes_with_what_was_expected()
    {
        Run(660, minute => [Calls(minute, minute is >= 600 and < 610 ? 4000 : 100 + (minute % 7))]);
        var anomaly = Began(AnomalyKind.Burst);
        Assert.AreEqual(Midnight.AddMinutes(600), anomaly.WindowStart);
        Assert.IsTrue(anomaly.DetectedAt <= Midnight.AddMinutes(603), $"told at {anomaly.DetectedAt:O}");
        Assert.AreEqual(4000, anomaly.Observed);
        Assert.AreEqual(4000, anomaly.History[^1]);
        Assert.IsTrue(anomaly.ExpectedHigh is > 100 and < 200, $"expected up to {anomaly.ExpectedHigh}");
    }

    [TestMethod]
    public void A_busy_function_that_stops_is_told_and_stays_told_until_it_comes_back()
    {
        Run(900, minute => minute is >= 750 and < 800 ? [] : [Calls(minute, 100 + (minute % 7))]);
        var anomaly = Began(AnomalyKind.Silence);
        Assert.AreEqual(Midnight.AddMinutes(750), anomaly.WindowStart);
        var end = _told.Single(a => a.Phase == AnomalyPhase.Ended);
        Assert.AreEqual(anomaly.Id, end.Id);
        Assert.AreEqual(Midnight.AddMinutes(800), end.WindowEnd);
    }

    [TestMethod]
    public void Failures_of_a_bad_deployment_are_told_although_the_rate_of_calls_is_the_same()
    {
        Run(200, minute => minute < 150
            ? [Calls(minute, 100)]
            : [Calls(minute, 50), Calls(minute, 50) with { Outcome = Outcome.Error }]);
        Assert.AreEqual(Midnight.AddMinutes(150), Began(AnomalyKind.Errors).WindowStart);
    }

    [TestMethod]
    public void Refusals_are_told_with_the_caller_who_was_refused()
    {
        var thief = new Caller { Principal = "user/thief" };
        Run(200, minute => minute is >= 150 and < 155
            ? [Calls(minute, 100), Calls(minute, 60) with { Outcome = Outcome.Denied, Caller = thief }]
            : [Calls(minute, 100)]);
        Assert.AreEqual("user/thief", Began(AnomalyKind.Denied).Principal);
    }

    [TestMethod]
    public void Slower_answers_are_told()
    {
        Run(200, minute => [Calls(minute, 100) with { DurationMs = minute < 150 ? 100 : 900 }]);
        var anomaly = Began(AnomalyKind.Latency);
        Assert.AreEqual(900, anomaly.Observed, 900 * 0.04);
    }

    [TestMethod]
    public void The_first_stranger_at_an_internal_function_is_told_by_name()
    {
        var own = new Caller { Principal = "role/orders" };
        Run(1000, minute => minute == 900
            ? [Calls(minute, 100) with { Caller = own }, Calls(minute, 1) with { Caller = new Caller { Principal = "user/thief" } }]
            : [Calls(minute, 100) with { Caller = own }]);
        Assert.AreEqual("user/thief", Began(AnomalyKind.NewCaller).Principal);
    }

    [TestMethod]
    public void A_public_endpoint_with_new_callers_all_day_tells_none()
    {
        Run(400, minute => [Calls(minute, 100) with { Caller = new Caller { Principal = $"visitor/{minute}" } }]);
        Assert.HasCount(0, _told);
    }

    [TestMethod]
    public void A_call_told_twice_counts_once()
    {
        Run(200, minute => Enumerable.Range(0, minute == 150 ? 60 : 10).Select(call => One(minute, $"{minute}-{(minute == 150 ? call % 10 : call)}")));
        Assert.HasCount(0, _told);
    }

    [TestMethod]
    public void Nothing_is_said_of_a_function_before_it_is_known()
    {
        Run(30, minute => [Calls(minute, minute == 20 ? 4000 : 100)]);
        Assert.HasCount(0, _told);
    }

    private Anomaly Began(AnomalyKind kind) => _told.Single(a => a.Phase == AnomalyPhase.Began && a.Kind == kind);

    private void Run(int minutes, Func<int, IEnumerable<Invocation>> callsOf)
    {
        var fold = new ScoringFold(new Detector(new DetectorOptions(), ScoringModel.Default), new ScoringOptions());
        for (var minute = 0; minute < minutes; minute++)
        {
            var clock = Midnight.AddMinutes(minute);
            fold.Apply(new Stamped<TelemetryRecord>(clock, "invocations", IsTick: true, default), _told);
            foreach (var invocation in callsOf(minute))
            {
                fold.Apply(new Stamped<TelemetryRecord>(clock.AddMinutes(1), "invocations", IsTick: false, new TelemetryRecord(invocation)), _told);
            }
        }

        fold.Apply(new Stamped<TelemetryRecord>(Midnight.AddMinutes(minutes), "clock", IsTick: true, default, IsClosing: true), _told);
    }

    private static Invocation Calls(int minute, long count) => new()
    {
        Function = Function,
        Start = Midnight.AddMinutes(minute),
        SpanMs = 60_000,
        Count = count,
        DurationMs = 120,
        Outcome = Outcome.Ok,
    };

    private static Invocation One(int minute, string id) => new()
    {
        Function = Function,
        Start = Midnight.AddMinutes(minute),
        Id = RecordId.From(id),
    };
}
