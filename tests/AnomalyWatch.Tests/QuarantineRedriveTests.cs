using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Tests.Ingesting;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests;

/// <summary>From the door into the quarantine and out of it again.</summary>
[TestClass]
public sealed class QuarantineRedriveTests : IDisposable
{
    private const string Good = """{"function":"azure/sub/shop/checkout","start":"2026-07-01T12:00:00Z","durationMs":12}""";
    private const string Bad = """{"function":"azure/sub/shop/checkout","start":"yesterday"}""";

    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly InMemoryHub _invocations;
    private readonly InMemoryHub _findings;
    private readonly MemoryQuarantine _quarantine;
    private readonly QuarantineGate _gate;
    private readonly InvocationPipeline _pipeline;
    private readonly DeliveryIntake _intake;
    private readonly QuarantineRedrive _redrive;

    public QuarantineRedriveTests()
    {
        (_invocations, _findings) = (new InMemoryHub("invocations", 1, _time), new InMemoryHub("findings", 1, _time));
        var options = new QuarantineOptions();
        _quarantine = new MemoryQuarantine(options, _time);
        _gate = new QuarantineGate(_quarantine, options, _time);
        _pipeline = new InvocationPipeline(
            _invocations,
            _findings,
            new MemoryIncidentStore(),
            new Detector(new DetectorOptions(), ScoringModel.Default),
            new PipelineOptions(ClockMode.Record, "test", _time),
            unreadable: _gate.KeepEventAsync);
        _intake = new DeliveryIntake(_pipeline.Door, _gate);
        _redrive = new QuarantineRedrive(_pipeline.Door, _quarantine, options, _time);
    }

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Refused_records_are_kept_in_one_item_and_the_others_taken_in()
    {
        var result = await TakeAsync($"{Good}\n{Bad}\n{{broken\n{Good}");

        Assert.AreEqual((2, 2), (result!.Records.Count, result.RejectedCount));
        var item = await SingleAsync();
        Assert.AreEqual((QuarantineForm.Records, "invocations", Some.Noon), (item.Form, item.Source, item.Time));
        StringAssert.StartsWith(item.Reason, "2 records, the first: ");
        Assert.AreEqual($"{Bad}\n{{broken\n", await TextAsync(item.Id));
    }

    [TestMethod]
    public async Task The_same_delivery_sent_again_is_the_same_item()
    {
        await TakeAsync(Bad + "\n" + Good);
        _time.Advance(TimeSpan.FromMinutes(1));
        await TakeAsync(Bad + "\n" + Good);

        Assert.AreEqual(Some.Noon, (await SingleAsync()).Time);
    }

    [TestMethod]
    public async Task A_delivery_of_which_nothing_can_be_read_is_kept_as_it_came()
    {
        byte[] body = [0x1f, 0x8b, 8, 0, 1, 2, 3];
        var result = await _intake.TakeAsync(new Delivery(Sources.GcpLogging, body, "gzip", Some.Noon, "gcp/p/l/s", "application/octet-stream"), screen: null, Cancel);

        Assert.AreEqual(IngestStatus.Malformed, result!.Status);
        var item = await SingleAsync();
        Assert.AreEqual(
            (QuarantineForm.Delivery, "gcp-logging", "gzip", "gcp/p/l/s", "application/octet-stream", 7L),
            (item.Form, item.Source, item.ContentEncoding, item.Function, item.ContentType, item.Size));
        CollectionAssert.AreEqual(body, (await _quarantine.FindAsync(item.Id, Cancel))!.Bytes.ToArray());
    }

    [TestMethod]
    [DataRow("nowhere", "x", null, null, DisplayName = "an unknown source")]
    [DataRow(Sources.Invocations, "", null, null, DisplayName = "an empty body")]
    [DataRow(Sources.Invocations, Bad, "zstd", null, DisplayName = "an encoding that is not understood")]
    [DataRow(Sources.Invocations, Bad, null, "\0", DisplayName = "a function's name that is none")]
    public async Task What_was_refused_before_it_was_read_is_not_kept(string source, string body, string? encoding, string? function)
    {
        await _intake.TakeAsync(new Delivery(source, Encoding.UTF8.GetBytes(body), encoding, Some.Noon, function), screen: null, Cancel);
        Assert.AreEqual(0, (await _quarantine.ListAsync(1, null, Cancel)).Count);
    }

    [TestMethod]
    public async Task Where_the_quarantine_fails_nothing_is_taken_in_and_the_sender_is_asked_to_keep_it()
    {
        var options = new QuarantineOptions();
        var away = new QuarantineGate(new AwayQuarantine(), options, _time);

        Assert.IsNull(await new DeliveryIntake(_pipeline.Door, away).TakeAsync(Delivery(Good + "\n" + Bad), screen: null, Cancel));
        Assert.AreEqual(-1, await _invocations.GetLastSequenceNumberAsync(0, Cancel));
        Assert.IsNotNull(await new DeliveryIntake(_pipeline.Door, away).TakeAsync(Delivery(Good), screen: null, Cancel), "What can be read needs no quarantine.");
    }

    [TestMethod]
    public async Task A_version_of_a_protocol_that_is_not_known_is_kept_with_its_version_and_not_guessed_at_a_retry()
    {
        var delivery = new Delivery(Sources.AwsFirehose, FormatReading.Fixture("aws-firehose/request.json"), null, Some.Noon) { ProtocolVersion = "2.0" };
        Assert.AreEqual(IngestStatus.Malformed, (await _intake.TakeAsync(delivery, screen: null, Cancel))!.Status);
        var item = await SingleAsync();
        Assert.AreEqual((QuarantineForm.Delivery, "2.0"), (item.Form, item.ProtocolVersion));
        var result = await _redrive.RetryAsync(item.Id, Cancel);
        Assert.AreEqual((0, 1), (result!.Accepted, result.Left!.Attempts));
    }

    [TestMethod]
    public async Task A_refused_span_is_kept_with_its_resource_and_taken_in_once_it_can_be_read()
    {
        const string Resource = """{"attributes":[{"key":"cloud.provider","value":{"stringValue":"aws"}},{"key":"faas.name","value":{"stringValue":"checkout"}}]}""";
        var body = Encoding.UTF8.GetBytes($$"""{"resourceSpans":[{"resource":{{Resource}},"scopeSpans":[{"spans":[{"kind":1},{"kind":2}]}]}]}""");
        await _intake.TakeAsync(new Delivery(Sources.OtlpTraces, body, null, Some.Noon, ContentType: "application/json"), screen: null, Cancel);
        var item = await SingleAsync();
        Assert.AreEqual(QuarantineForm.Records, item.Form);
        Assert.AreEqual($$"""{"resourceSpans":[{"resource":{{Resource}},"scopeSpans":[{"spans":[{"kind":2}]}]}]}""", await TextAsync(item.Id));
        Assert.AreEqual(1, (await _redrive.RetryAsync(item.Id, Cancel))!.Left!.Attempts, "It still has no time.");
    }

    [TestMethod]
    public async Task What_still_cannot_be_read_stays_with_its_attempts()
    {
        await TakeAsync(Bad + "\n" + Good);
        var item = await SingleAsync();
        _time.Advance(TimeSpan.FromHours(1));

        var first = await _redrive.RetryAsync(item.Id, Cancel);
        var second = await _redrive.RetryAsync(item.Id, Cancel);

        Assert.AreEqual((0, 1, 2), (first!.Accepted, first.Left!.Attempts, second!.Left!.Attempts));
        Assert.AreEqual(item with { Attempts = 2, LastAttemptAt = _time.GetUtcNow(), Reason = second.Left.Reason }, await SingleAsync());
        Assert.IsNull(await _redrive.RetryAsync(Some.Id(7), Cancel));
    }

    [TestMethod]
    public async Task What_can_be_read_by_now_is_taken_in_and_removed()
    {
        var id = await KeepAsync(QuarantineForm.Records, $"{Good}\n{Good}\n");

        var result = await _redrive.RetryAsync(id, Cancel);

        Assert.AreEqual((2, 0), (result!.Accepted, (await _quarantine.ListAsync(1, null, Cancel)).Count));
        Assert.IsNull(result.Left);
        Assert.HasCount(2, await TakenInAsync());
    }

    [TestMethod]
    [DataRow(QuarantineForm.Records)]
    [DataRow(QuarantineForm.Delivery)]
    public async Task Of_what_can_be_read_in_part_the_rest_stays_and_is_not_taken_in_twice(QuarantineForm form)
    {
        var id = await KeepAsync(form, $"{Good}\n{Bad}\n{{broken\n{Good}\n");

        var first = await _redrive.RetryAsync(id, Cancel);
        var second = await _redrive.RetryAsync(first!.Left!.Id, Cancel);

        Assert.AreEqual((2, 0), (first.Accepted, second!.Accepted));
        Assert.AreEqual(2, (await SingleAsync()).Attempts);
        Assert.AreEqual($"{Bad}\n{{broken\n", await TextAsync(second.Left!.Id));
        Assert.HasCount(2, await TakenInAsync());
        Assert.IsNull(await _redrive.RetryAsync(id, Cancel));
    }

    [TestMethod]
    public async Task An_event_of_which_nothing_can_be_read_is_kept_and_tried_again()
    {
        await _invocations.SendAsync(0, "AWPK\u0009{}"u8.ToArray(), Cancel);
        await _pipeline.DrainAsync(Cancel);

        var item = await SingleAsync();
        Assert.AreEqual(("invocations", 0, 0L, QuarantineForm.Event), (item.Hub, item.Partition, item.SequenceNumber, item.Form));
        Assert.IsNull(item.Records);
        var result = await _redrive.RetryAsync(item.Id, Cancel);

        Assert.AreEqual((0, 1, "unknown version of the pack format"), (result!.Accepted, result.Left!.Attempts, result.Left.Reason));
    }

    [TestMethod]
    public async Task Of_an_event_that_was_read_in_part_only_the_other_records_are_tried_again()
    {
        await _invocations.SendAsync(0, Encoding.UTF8.GetBytes($"{Good}\n{Bad}\n{Good}\n{{broken"), Cancel);
        await _pipeline.DrainAsync(Cancel);
        var item = await SingleAsync();
        CollectionAssert.AreEqual(new[] { 1, 3 }, item.Records!.ToArray());

        // As if the reader had learned to read the first of the two.
        await _quarantine.RemoveAsync(item.Id, Cancel);
        var learned = QuarantinedContent.Of(item, Encoding.UTF8.GetBytes($"{Good}\n{Good}\n{Good}\n{{broken"));
        await _quarantine.KeepAsync(learned, Cancel);
        var result = await _redrive.RetryAsync(learned.Item.Id, Cancel);

        Assert.AreEqual(1, result!.Accepted);
        CollectionAssert.AreEqual(new[] { 3 }, result.Left!.Records!.ToArray());
        Assert.HasCount(2 + 1, await TakenInAsync());
    }

    [TestMethod]
    public async Task Reading_the_hub_again_keeps_nothing_twice()
    {
        await _invocations.SendAsync(0, "AWPK\u0009{}"u8.ToArray(), Cancel);
        await _pipeline.DrainAsync(Cancel);
        using var next = new InvocationPipeline(
            _invocations,
            _findings,
            new MemoryIncidentStore(),
            new Detector(new DetectorOptions(), ScoringModel.Default),
            new PipelineOptions(ClockMode.Record, "next", _time),
            unreadable: _gate.KeepEventAsync);

        await next.DrainAsync(Cancel);

        Assert.AreEqual(1, (await _quarantine.ListAsync(1, null, Cancel)).Count);
    }

    [TestMethod]
    public async Task Findings_that_cannot_be_read_are_kept_and_never_tried_again()
    {
        await _findings.SendAsync(0, "AWPK\u0009{}"u8.ToArray(), Cancel);
        await _pipeline.DrainAsync(Cancel);

        var result = await _redrive.RetryAsync((await SingleAsync()).Id, Cancel);

        StringAssert.Contains(result!.Left!.Reason, "cannot be tried again");
    }

    [TestMethod]
    public async Task Refused_records_larger_together_than_an_item_become_several()
    {
        var records = Enumerable.Range(0, 10).Select(number => new RefusedRecord(Encoding.UTF8.GetBytes(new string('x', 300) + "\n" + number), number, "no")).ToList();

        var contents = await Task.Run(() => Unread.Refused(Delivery(""), records, 1000).ToList(), Cancel);

        CollectionAssert.AreEqual(new long[] { 909, 909, 909, 303 }, contents.Select(content => content.Item.Size).ToArray());
        CollectionAssert.AreEqual(new long?[] { 0, 3, 6, 9 }, contents.Select(content => content.Item.Position).ToArray());
        Assert.AreEqual(3, Encoding.UTF8.GetString(contents[0].Bytes.Span).Split('\n').Length - 1, "one record a line, also of records that had line breaks");
    }

    [TestMethod]
    public async Task A_record_too_old_for_the_door_is_kept_as_a_canonical_one_and_taken_in_when_it_is_tried_again()
    {
        var body = "7\n" + Encoding.UTF8.GetString(Fixture.Bytes(Sources.AzureMonitor, "app-request.json")).ReplaceLineEndings(" ");
        var delivery = new Delivery(Sources.AzureMonitor, Encoding.UTF8.GetBytes(body), null, Some.Noon.AddYears(10), ContentType: "application/json");

        var result = await _intake.TakeAsync(delivery, new RecordScreen(delivery.ReceivedAt, AccessScope.All), Cancel);

        Assert.AreEqual(0, result!.Records.Count);
        var items = (await _quarantine.ListAsync(10, null, Cancel)).Items;
        CollectionAssert.AreEquivalent(new[] { Sources.AzureMonitor, Sources.Invocations }, items.Select(item => item.Source).ToArray());
        var retried = await _redrive.RetryAsync(items.Single(item => item.Source == Sources.Invocations).Id, Cancel);
        Assert.AreEqual(result.Screened.Count, retried!.Accepted);
        Assert.IsNull(retried.Left);
    }

    [TestMethod]
    public async Task Where_the_clock_is_the_wall_clock_a_retry_takes_no_record_from_the_future()
    {
        using var pipeline = new InvocationPipeline(
            _invocations, _findings, new MemoryIncidentStore(), new Detector(new DetectorOptions(), ScoringModel.Default), new PipelineOptions(ClockMode.Wall, "wall", _time), unreadable: _gate.KeepEventAsync);
        using var redrive = new QuarantineRedrive(pipeline.Door, _quarantine, new QuarantineOptions(), _time);
        await new DeliveryIntake(pipeline.Door, _gate).TakeAsync(
            Delivery(Good.Replace("2026-07", "2099-07", StringComparison.Ordinal)), new RecordScreen(Some.Noon, AccessScope.All), Cancel);

        var result = await redrive.RetryAsync((await SingleAsync()).Id, Cancel);

        Assert.AreEqual((0, 1), (result!.Accepted, result.Left!.Attempts));
        StringAssert.Contains(result.Left.Reason, "ahead of the door's clock");
        Assert.AreEqual(1, (await _quarantine.ListAsync(10, null, Cancel)).Count);
    }

    [TestMethod]
    public async Task Of_a_delivery_out_of_scope_nothing_is_kept_or_taken_in()
    {
        var result = await _intake.TakeAsync(Delivery(Good + "\n" + Bad), new RecordScreen(null, new AccessScope([], ["aws"])), Cancel);

        Assert.AreEqual(IngestStatus.OutOfScope, result!.Status);
        Assert.AreEqual((0, -1L), ((await _quarantine.ListAsync(1, null, Cancel)).Count, await _invocations.GetLastSequenceNumberAsync(0, Cancel)));
    }

    [TestMethod]
    public async Task An_unreadable_event_in_the_binary_mode_is_kept_with_its_headers_and_one_in_protobuf_with_its_type()
    {
        var headers = new Dictionary<string, string> { ["ce-specversion"] = "1.0", ["ce-type"] = "anomalywatch.invocations", ["ce-source"] = "/s", ["ce-id"] = "1" };
        await _intake.TakeAsync(new Delivery(Sources.CloudEvents, Encoding.UTF8.GetBytes(Bad), null, Some.Noon, ContentType: "application/json", Attributes: headers), screen: null, Cancel);
        var item = await SingleAsync();
        var retried = await _redrive.RetryAsync(item.Id, Cancel);
        Assert.AreEqual((QuarantineForm.Delivery, "application/cloudevents+json"), (item.Form, item.ContentType));
        StringAssert.StartsWith(retried!.Left!.Reason, "data: cannot be read as what the type says");
        await _quarantine.RemoveAsync(item.Id, Cancel);

        await _intake.TakeAsync(new Delivery(Sources.OtlpTraces, new byte[] { 0x0a, 0x7f }, null, Some.Noon, ContentType: "application/x-protobuf"), screen: null, Cancel);
        retried = await _redrive.RetryAsync((await SingleAsync()).Id, Cancel);
        StringAssert.Contains(retried!.Left!.Reason, "protobuf");
    }

    public void Dispose()
    {
        _redrive.Dispose();
        _pipeline.Dispose();
    }

    private static Delivery Delivery(string body) => new(Sources.Invocations, Encoding.UTF8.GetBytes(body), ContentEncoding: null, Some.Noon);

    private Task<IngestResult?> TakeAsync(string body) => _intake.TakeAsync(Delivery(body) with { ReceivedAt = _time.GetUtcNow() }, screen: null, Cancel);

    private async Task<string> KeepAsync(QuarantineForm form, string text)
    {
        var content = QuarantinedContent.Of(Some.Item().Item with { Form = form, Position = form == QuarantineForm.Records ? 5 : null }, Encoding.UTF8.GetBytes(text));
        await _quarantine.KeepAsync(content, Cancel);
        return content.Item.Id;
    }

    private async Task<QuarantinedItem> SingleAsync() => Assert.ContainsSingle((await _quarantine.ListAsync(10, null, Cancel)).Items);

    private async Task<string> TextAsync(string id) => Encoding.UTF8.GetString((await _quarantine.FindAsync(id, Cancel))!.Bytes.Span);

    /// <summary>All records that the hub holds.</summary>
    private async Task<List<TelemetryRecord>> TakenInAsync()
    {
        var records = new List<TelemetryRecord>();
        var unpacker = new PackUnpacker<TelemetryRecord>(new TelemetryCodec());
        var last = await _invocations.GetLastSequenceNumberAsync(0, Cancel);
        await foreach (var hubEvent in _invocations.ReadAsync(0, 0, last, Cancel))
        {
            if (PackReader.TryReadHeader(hubEvent, out var header, out var content, out _) && header!.Mark == PackMark.Records)
            {
                unpacker.TryUnpack(header, content, (int _, bool isSound, in TelemetryRecord record) => records.AddRange(isSound ? [record] : []), out _);
            }
        }

        return records;
    }

    private sealed class AwayQuarantine : IQuarantine
    {
        public Task KeepAsync(QuarantinedContent content, CancellationToken cancellationToken) => throw new IOException("away");

        public Task<QuarantineListing> ListAsync(int limit, string? cursor, CancellationToken cancellationToken) => throw new IOException("away");

        public Task<QuarantinedContent?> FindAsync(string id, CancellationToken cancellationToken) => throw new IOException("away");

        public Task NoteAsync(QuarantinedItem item, CancellationToken cancellationToken) => throw new IOException("away");

        public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => throw new IOException("away");
    }
}
