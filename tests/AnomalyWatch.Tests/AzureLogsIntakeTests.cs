using System.Globalization;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Tests.Streaming.Snapshots;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests;

/// <summary>The door that reads Azure's own logs keeps its position and reads what was not handed over.</summary>
[TestClass]
public sealed class AzureLogsIntakeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly InMemoryHub _logs;
    private readonly InMemoryHub _invocations;
    private readonly InMemoryHub _findings;
    private readonly MemoryIncidentStore _incidents = new();
    private readonly MemoryQuarantine _quarantine;
    private readonly MemorySnapshotBlobs _blobs = new();
    private readonly InvocationPipeline _pipeline;
    private readonly DeliveryIntake _intake;
    private readonly List<string> _said = [];

    public AzureLogsIntakeTests()
    {
        (_logs, _invocations, _findings) = (new InMemoryHub("azure-logs", 1, _time), new InMemoryHub("invocations", 2, _time), new InMemoryHub("findings", 1, _time));
        var options = new QuarantineOptions();
        _quarantine = new MemoryQuarantine(options, _time);
        var detector = new Detector(new DetectorOptions(), ScoringModel.Default);
        _pipeline = new InvocationPipeline(_invocations, _findings, _incidents, detector, new PipelineOptions(ClockMode.Record, "test", _time));
        _intake = new DeliveryIntake(_pipeline.Door, new QuarantineGate(_quarantine, options, _time));
    }

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_batch_that_was_never_handed_over_is_read_from_the_hub()
    {
        var events = await FillAsync(6);
        var door = Door();
        await door.TakeAsync(0, events[0], Cancel);
        await door.TakeAsync(0, events[4], Cancel);

        Assert.AreEqual(5, await CountAsync());
    }

    [TestMethod]
    public async Task The_next_life_reads_what_was_handed_over_to_nobody_in_between()
    {
        var events = await FillAsync(6);
        var first = Door();
        await first.TakeAsync(0, events[0], Cancel);
        await first.KeepAsync(0, Cancel);

        // Of a batch that failed the trigger has moved on: the next life is handed the one behind it.
        await Door().TakeAsync(0, events[5], Cancel);

        Assert.AreEqual(6, await CountAsync());
    }

    [TestMethod]
    public async Task What_was_taken_before_is_passed_over()
    {
        var events = await FillAsync(2);
        var door = Door();
        foreach (var number in new[] { 0, 1, 0, 1 })
        {
            await door.TakeAsync(0, events[number], Cancel);
        }

        Assert.AreEqual(2, await CountAsync());
    }

    [TestMethod]
    public async Task A_position_is_never_moved_back_by_an_owner_that_is_behind()
    {
        var events = await FillAsync(4);
        var (ahead, behind) = (Door(), Door());
        await ahead.TakeAsync(0, events[0], Cancel);
        await behind.TakeAsync(0, events[0], Cancel);
        await ahead.TakeAsync(0, events[3], Cancel);
        await ahead.KeepAsync(0, Cancel);
        await behind.KeepAsync(0, Cancel);

        Assert.AreEqual(4, await new HubPositions(_blobs, "azure-logs").FindAsync(0, Cancel));
    }

    [TestMethod]
    public async Task What_retention_has_taken_is_told_as_one_telemetry_gap_however_many_partitions_hear_of_it()
    {
        var events = await FillAsync(1);
        await Door().TakeAsync(0, events[0], Cancel);
        await new HubPositions(_blobs, "azure-logs").KeepAsync(0, 1, Cancel);
        await _logs.SendAsync(0, Body(1), Cancel);
        await OutliveAsync();

        await foreach (var hubEvent in _logs.ReadAsync(0, 1, long.MaxValue, Cancel))
        {
            await Door().TakeAsync(0, hubEvent, Cancel);
            break;
        }

        await _pipeline.DrainAsync(Cancel);
        var incidents = await _incidents.ListAsync(new IncidentQuery(), Cancel);
        Assert.HasCount(1, incidents);
        Assert.AreEqual("telemetryGap", incidents[0].Kind);
        Assert.HasCount(1, incidents[0].Anomalies);
        Assert.HasCount(1, _said);
        StringAssert.Contains(_said[0], "azure-logs/0");
    }

    [TestMethod]
    public async Task An_event_that_cannot_be_read_goes_into_the_quarantine_and_the_next_one_is_taken()
    {
        await _logs.SendAsync(0, "no json"u8.ToArray(), Cancel);
        await _logs.SendAsync(0, Body(1), Cancel);
        await foreach (var hubEvent in _logs.ReadAsync(0, 0, 1, Cancel))
        {
            await Door().TakeAsync(0, hubEvent, Cancel);
        }

        Assert.AreEqual(1, await CountAsync());
        Assert.HasCount(1, (await _quarantine.ListAsync(10, null, Cancel)).Items);
    }

    public void Dispose() => _pipeline.Dispose();

    private static byte[] Body(int minute) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"records":[{"time":"2026-07-01T12:{{minute:00}}:01Z","resourceId":"/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.WEB/SITES/SHOP","category":"FunctionAppLogs","operationName":"Microsoft.Web/sites/functions/log",
        "properties":{"appName":"shop","roleInstance":"i","message":"Executed 'Functions.checkout' (Succeeded, Id={{minute:00000000}}-0000-0000-0000-000000000000, Duration=12ms)","category":"Function.checkout","functionName":"checkout","functionInvocationId":"{{minute:00000000}}-0000-0000-0000-000000000000","level":"Information"} }]}
        """));

    private AzureLogsIntake Door() => new(_logs, _pipeline.Door, _intake, new HubPositions(_blobs, "azure-logs"), _time, _said.Add);

    private async Task<List<HubEvent>> FillAsync(int count)
    {
        for (var minute = 0; minute < count; minute++)
        {
            await _logs.SendAsync(0, Body(minute), Cancel);
        }

        var events = new List<HubEvent>();
        await foreach (var hubEvent in _logs.ReadAsync(0, 0, count - 1, Cancel))
        {
            events.Add(hubEvent);
        }

        return events;
    }

    private async Task OutliveAsync()
    {
        var large = new byte[PackFormat.MaxBodyBytes];
        for (var sent = 0L; sent <= InMemoryHub.RetainedBytes; sent += large.Length)
        {
            await _logs.SendAsync(0, large, Cancel);
        }
    }

    /// <summary>How many calls the log of invocations holds.</summary>
    private async Task<int> CountAsync()
    {
        var count = 0;
        for (var partition = 0; partition < _invocations.PartitionCount; partition++)
        {
            await foreach (var hubEvent in _invocations.ReadAsync(partition, 0, long.MaxValue, Cancel))
            {
                Assert.IsTrue(PackReader.TryReadHeader(hubEvent, out var header, out var content, out _));
                if (header!.Mark == PackMark.Records)
                {
                    new PackUnpacker<TelemetryRecord>(new TelemetryCodec()).TryUnpack(header, content, (int _, bool _, in TelemetryRecord _) => count++, out _);
                }
            }
        }

        return count;
    }
}
