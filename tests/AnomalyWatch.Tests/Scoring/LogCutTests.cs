using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>However a log is cut into deliveries and packs, and whichever packs are sent twice, the anomalies are the same byte for byte.</summary>
[TestClass]
public sealed class LogCutTests
{
    private const int Partitions = 2;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task The_same_log_cut_anyhow_into_deliveries_gives_the_same_anomalies()
    {
        var records = SomeLog.Records(11);
        var (whole, _) = await ThroughPipelineAsync(records, rest => rest);
        foreach (var kind in new[] { "burst", "silence", "errors", "newCaller", "withdrawn" })
        {
            StringAssert.Contains(whole, $"\"{kind}\"");
        }

        foreach (var (seed, most) in new[] { (1, 7), (2, 300), (3, 3_000) })
        {
            var random = new Random(seed);
            var (cut, _) = await ThroughPipelineAsync(records, rest => Math.Min(rest, random.Next(1, most + 1)));
            Assert.AreEqual(whole, cut, $"at most {most} a delivery");
        }
    }

    [TestMethod]
    public async Task Packs_sent_twice_anywhere_change_nothing()
    {
        var random = new Random(4);
        var (_, hub) = await ThroughPipelineAsync(SomeLog.Records(12), rest => Math.Min(rest, random.Next(1, 200)));
        var whole = new StringBuilder();
        var doubled = new StringBuilder();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var bodies = await BodiesAsync(hub, partition);
            whole.Append(await FoldedAsync(bodies));
            for (var i = 0; i < 500; i++)
            {
                // Again at any place behind itself.
                var at = random.Next(bodies.Count);
                bodies.Insert(random.Next(at + 1, bodies.Count + 1), bodies[at]);
            }

            doubled.Append(await FoldedAsync(bodies));
        }

        StringAssert.Contains(whole.ToString(), "\"burst\"");
        Assert.AreEqual(whole.ToString(), doubled.ToString());
    }

    [TestMethod]
    public async Task A_control_event_reaches_every_partition_behind_what_was_published_before()
    {
        var hub = new InMemoryHub("invocations", 3, TimeProvider.System);
        using var pipeline = Pipeline(hub, new InMemoryHub("findings", 1, TimeProvider.System));
        await pipeline.PublishAsync("otlp", [.. SomeLog.Records(1).Take(100).Select(record => record.Record)], default, TestContext.CancellationToken);
        var control = Control.Maintenance(SomeLog.Begin.AddMinutes(90), "aws/", SomeLog.Begin, SomeLog.Begin.AddHours(1));
        await pipeline.ControlAsync(control, TestContext.CancellationToken);
        for (var partition = 0; partition < 3; partition++)
        {
            var last = (await BodiesAsync(hub, partition))[^1];
            Assert.IsTrue(PackReader.TryReadHeader(new HubEvent(0, default, last), out var header, out var content, out _));
            Control? read = null;
            Assert.IsTrue(new PackUnpacker<TelemetryRecord>(new TelemetryCodec()).TryUnpack(header!, content, (int _, bool _, in TelemetryRecord record) => read = record.Control, out _));
            Assert.AreEqual(control, read);
        }
    }

    private static InvocationPipeline Pipeline(InMemoryHub invocations, InMemoryHub findings) => new(
        invocations,
        findings,
        new MemoryIncidentStore(1_000),
        new Detector(new DetectorOptions(), ScoringModel.Default),
        new PipelineOptions(ClockMode.Record, "door", TimeProvider.System));

    /// <summary>The anomalies as JSON, in their order per account, and the hub that the records went through.</summary>
    private async Task<(string Anomalies, InMemoryHub Invocations)> ThroughPipelineAsync(List<(double Minute, TelemetryRecord Record)> log, Func<int, int> next)
    {
        var invocations = new InMemoryHub("invocations", Partitions, TimeProvider.System);
        var findings = new InMemoryHub("findings", 1, TimeProvider.System);
        using var pipeline = Pipeline(invocations, findings);
        var records = log.Select(record => record.Record).ToList();
        for (var start = 0; start < records.Count;)
        {
            var count = next(records.Count - start);
            await pipeline.PublishAsync("otlp", records.GetRange(start, count), default, TestContext.CancellationToken);
            start += count;
        }

        await pipeline.CloseClockAsync(TestContext.CancellationToken);
        await pipeline.DrainAsync(TestContext.CancellationToken);
        var told = new List<Anomaly>();
        var unpacker = new PackUnpacker<Finding>(new FindingCodec());
        foreach (var body in await BodiesAsync(findings, 0))
        {
            Assert.IsTrue(PackReader.TryReadHeader(new HubEvent(0, default, body), out var header, out var content, out _));
            unpacker.TryUnpack(header!, content, (int _, bool _, in Finding finding) => told.Add(finding.Anomaly!), out _);
        }

        // Functions of different partitions may be told in any order.
        return (told.GroupBy(anomaly => anomaly.Function).OrderBy(group => group.Key, StringComparer.Ordinal).SelectMany(group => group).AsText(), invocations);
    }

    private async Task<string> FoldedAsync(List<ReadOnlyMemory<byte>> bodies)
    {
        var hub = new InMemoryHub("invocations", 1, TimeProvider.System);
        foreach (var body in bodies)
        {
            await hub.SendAsync(0, body, TestContext.CancellationToken);
        }

        var fold = new ScoringFold(new Detector(new DetectorOptions(), ScoringModel.Default), new ScoringOptions());
        var input = new PartitionInput<TelemetryRecord>(new TelemetryCodec(), record => record.EventTime);
        var told = new List<Anomaly>();
        await new PartitionRunner<TelemetryRecord, Anomaly>(hub, 0, input, () => fold).CatchUpAsync(
            (output, _) =>
            {
                told.AddRange(output.Items);
                return Task.CompletedTask;
            },
            TestContext.CancellationToken);
        return told.AsText();
    }

    private async Task<List<ReadOnlyMemory<byte>>> BodiesAsync(InMemoryHub hub, int partition)
    {
        var bodies = new List<ReadOnlyMemory<byte>>();
        var last = await hub.GetLastSequenceNumberAsync(partition, TestContext.CancellationToken);
        await foreach (var hubEvent in hub.ReadAsync(partition, 0, last, TestContext.CancellationToken))
        {
            bodies.Add(hubEvent.Body);
        }

        return bodies;
    }
}
