using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>The first fold with a function of 80 to 120 calls a minute in the background, one tick a minute, and what it told.</summary>
internal sealed class FoldStage
{
    public const string Function = "aws/123456789012/eu-west-1/checkout";

    private const string Source = "invocations";

    public FoldStage(ModelShelf? models = null, ScoringOptions? options = null) =>
        Fold = new ScoringFold(new Detector(new DetectorOptions(), ScoringModel.Default), options ?? new ScoringOptions(), models);

    public ScoringFold Fold { get; }

    public List<Anomaly> Told { get; } = [];

    public int Minute { get; private set; }

    public static DateTimeOffset At(double minute) => SomeTime.AddMinutes(minute);

    private static DateTimeOffset SomeTime { get; } = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    public static Invocation Calls(int minute, long count) => new()
    {
        Function = Function,
        Start = At(minute),
        SpanMs = 60_000,
        Count = count,
        DurationMs = 120,
        Outcome = Outcome.Ok,
    };

    public static Invocation One(double minute, string id) => new() { Function = Function, Start = At(minute), Id = RecordId.From(id) };

    /// <summary>Lets minutes pass up to one, each with its steady calls unless <paramref name="callsOf"/> says otherwise.</summary>
    public FoldStage Until(int minute, Func<int, IEnumerable<Invocation>>? callsOf = null)
    {
        for (; Minute < minute; Minute++)
        {
            foreach (var call in callsOf?.Invoke(Minute) ?? [Calls(Minute, 80 + new Random(Minute).Next(41))])
            {
                Send(call, Minute + 0.99);
            }

            Tick(Minute + 1);
        }

        return this;
    }

    public FoldStage Send(Invocation invocation, double? clock = null, string source = Source)
    {
        Fold.Apply(new Stamped<TelemetryRecord>(At(clock ?? Minute), source, IsTick: false, new TelemetryRecord(invocation)), Told);
        return this;
    }

    public FoldStage Send(Control control)
    {
        Fold.Apply(new Stamped<TelemetryRecord>(At(Minute), "control", IsTick: false, new TelemetryRecord(control)), Told);
        return this;
    }

    public FoldStage Tick(double minute)
    {
        Fold.Apply(new Stamped<TelemetryRecord>(At(minute), "clock", IsTick: true, default, Mode: ClockMode.Record), Told);
        return this;
    }
}
