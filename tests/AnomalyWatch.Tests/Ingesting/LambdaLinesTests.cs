using System.Text;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class LambdaLinesTests
{
    private const string Upstream = "datadog-aws-forwarder/tests/approved_files/TestEnhancedLambdaMetrics.test_parse_metrics_from_";

    private readonly List<Invocation> _variants = FormatReading.Invocations(Sources.AwsCloudWatch, FormatReading.Fixture("aws-cloudwatch/report-variants.json"));

    [TestMethod]
    [DataRow(1, "standard_report")]
    [DataRow(2, "cold_start_report")]
    [DataRow(3, "report_with_xray")]
    public void A_report_line_gives_what_the_upstream_parser_gives(int line, string approved)
    {
        var message = JsonSerializer.Deserialize<string[]>(FormatReading.Payload("datadog-aws-forwarder/tests/report_lines.json"))![line];
        AssertSame(LambdaLine.Read(message, Some.Noon, new LambdaSource("aws/1/r/f", null)).Reading.Invocation!.Value, approved);
    }

    [TestMethod]
    [DataRow("""{"durationMs":0.62,"billedDurationMs":100,"memorySizeMB":128,"maxMemoryUsedMB":51}""", "success", "json_report_log")]
    [DataRow("""{"durationMs":0.81,"billedDurationMs":100,"memorySizeMB":128,"maxMemoryUsedMB":90,"initDurationMs":1234}""", "success", "cold_start_json_report_log")]
    [DataRow("""{"durationMs":30000,"billedDurationMs":30000,"memorySizeMB":128,"maxMemoryUsedMB":74,"initDurationMs":985.413}""", "timeout", "timeout_json_report_log")]
    public void A_report_event_gives_what_the_upstream_parser_gives(string metrics, string status, string approved)
    {
        // The lines of the upstream tests were not kept, their expectations were; the shape of the event is that of the description.
        var message = $$$"""{"time":"2026-07-01T12:00:00Z","type":"platform.report","record":{"requestId":"r","metrics":{{{metrics}}},"status":"{{{status}}}"}}""";
        AssertSame(LambdaLine.Read(message, Some.Noon, new LambdaSource("aws/1/r/f", null)).Reading.Invocation!.Value, approved);
    }

    [TestMethod]
    public void A_failed_start_of_an_instance_is_told_of_the_call_that_waited_for_it()
    {
        // The start took the place of the call, the line START stands after it.
        var call = _variants[0];
        Assert.AreEqual((RecordId.From("6f7f0961-f834-4211-8a7a-000000000001"), InvocationKind.Completed), (call.Id, call.Kind));
        Assert.AreEqual((true, 9999.75, "Runtime.ExitError", Outcome.Error), (call.ColdStart, call.InitMs, call.ErrorType, call.Outcome));
        Assert.AreEqual(InvocationKind.Start, _variants[1].Kind);
        Assert.IsFalse(_variants[2].ColdStart);
    }

    [TestMethod]
    public void A_start_of_an_instance_without_its_call_travels_alone_and_nobody_waits_for_its_end()
    {
        var start = FormatReading.Invocations(Sources.AwsCloudWatch, FormatReading.Fixture("aws-cloudwatch/init-report-alone.json")).Single();
        Assert.AreEqual((InvocationKind.InstanceStart, RecordId.From("1"), true, 9999.75), (start.Kind, start.Id, start.ColdStart, start.InitMs));
        Assert.AreEqual(Some.Noon.AddMilliseconds(-9999.75), start.Start);
    }

    [TestMethod]
    [DataRow("INIT_REPORT Init Duration: 90.50 ms\tPhase: init\tStatus: success", DisplayName = "went well: the REPORT has the Init Duration")]
    [DataRow("RESTORE_REPORT Restore Duration: 480.25 ms", DisplayName = "from a snapshot: the REPORT has the Restore Duration")]
    [DataRow("INIT_REPORT Init Duration: 90.50 ms\tPhase: invoke\tStatus: error", DisplayName = "tried again within the call")]
    public void A_start_that_its_calls_report_tells_too_is_no_record_alone(string message)
    {
        var body = Encoding.UTF8.GetString(FormatReading.Fixture("aws-cloudwatch/init-report-alone.json"));
        var changed = System.Text.Json.Nodes.JsonNode.Parse(body)!;
        changed["logEvents"]![0]!["message"] = message;
        var result = FormatReading.Read(Sources.AwsCloudWatch, changed.ToJsonString());
        Assert.AreEqual((0, 1, 0), (result.Records.Count, result.NotInvocations, result.RejectedCount));
    }

    [TestMethod]
    public void The_status_stands_behind_the_trace()
    {
        var call = _variants[2];
        Assert.AreEqual((25.5, Outcome.Timeout), (call.DurationMs, call.Outcome));
        Assert.AreEqual(RecordId.From("5d83c0adb8eb33a0b1de97d804fac890"), call.TraceId);
    }

    [TestMethod]
    public void A_killed_process_that_had_used_up_its_memory_ran_out_of_it()
    {
        var call = _variants[3];
        Assert.AreEqual((812d, Outcome.Error, "Runtime.OutOfMemory"), (call.DurationMs, call.Outcome, call.ErrorType));
    }

    [TestMethod]
    public void Managed_instances_report_neither_billed_time_nor_memory()
    {
        var call = _variants[4];
        Assert.AreEqual((7.25, Outcome.Ok, null, null, null), (call.DurationMs, call.Outcome, call.BilledMs, call.MemoryMb, call.MemoryLimitMb));
    }

    [TestMethod]
    public void A_start_from_a_snapshot_is_a_cold_start()
    {
        var call = _variants[5];
        Assert.HasCount(6, _variants);
        Assert.AreEqual((30d, 160d, true, 480.25), (call.DurationMs, call.BilledMs, call.ColdStart, call.InitMs));
    }

    [TestMethod]
    public void A_timeout_is_one_call_whose_report_gives_the_figures()
    {
        var calls = FormatReading.Invocations(Sources.AwsCloudWatch, FormatReading.Payload("datadog-aws-forwarder/tools/integration_tests/snapshots/cloudwatch_log_timeout.json"));
        Assert.HasCount(2, calls);
        Assert.AreEqual(InvocationKind.Start, calls[0].Kind);
        Assert.AreEqual((3003.16, 3000d, 48d, 127.02, Outcome.Timeout), (calls[1].DurationMs, calls[1].BilledMs, calls[1].MemoryMb, calls[1].InitMs, calls[1].Outcome));
        Assert.AreEqual(calls[0].Id, calls[1].Id);
    }

    [TestMethod]
    public void The_telemetry_api_tells_the_size_of_the_answer_and_starts_that_nobody_waited_for_do_not_count()
    {
        var call = FormatReading.Invocations(Sources.AwsTelemetry, FormatReading.Fixture("aws-telemetry/snapstart.json"), "aws/123456789012/eu-west-1/checkout").Single();
        Assert.AreEqual((100d, 7_340_032L, true, 220.5), (call.DurationMs, call.ResponseBytes, call.ColdStart, call.InitMs));
    }

    [TestMethod]
    [DataRow("REPORT RequestId: 8edab1f8-7d34-4a8e-a965-15ccbbb78d4c", "a REPORT line without a duration")]
    [DataRow("REPORT RequestId: 8edab1f8-7d34-4a8e-a965-15ccbbb78d4c Duration: soon ms", "durationMs")]
    [DataRow("INIT_REPORT Phase: init", "an INIT_REPORT")]
    public void A_line_that_is_lambdas_and_cannot_be_read_is_refused(string message, string reason)
    {
        var body = JsonSerializer.Serialize(new
        {
            messageType = "DATA_MESSAGE",
            owner = "1",
            logGroup = "/aws/lambda/f",
            logStream = "s",
            logEvents = new[] { new { id = "1", timestamp = 1782907200000, message } },
        });
        StringAssert.StartsWith(FormatReading.Read(Sources.AwsCloudWatch, body).Error, reason);
    }

    // Upstream gives seconds, and a cost that we do not compute.
    private static void AssertSame(in Invocation call, string approved)
    {
        var metrics = JsonSerializer.Deserialize<JsonElement[]>(FormatReading.Payload(Upstream + approved + ".approved.json"))!;
        Assert.IsGreaterThanOrEqualTo(4, metrics.Length);
        foreach (var metric in metrics)
        {
            var value = metric.GetProperty("value").GetDouble();
            var tags = metric.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ToList();
            CollectionAssert.Contains(tags, $"memorysize:{call.MemoryLimitMb}");
            CollectionAssert.Contains(tags, call.ColdStart == true ? "cold_start:true" : "cold_start:false");
            switch (metric.GetProperty("name").GetString()!["aws.lambda.enhanced.".Length..])
            {
                case "duration":
                    Assert.AreEqual(value * 1000, call.DurationMs!.Value, 1e-6);
                    break;
                case "billed_duration":
                    Assert.AreEqual(value * 1000, call.BilledMs!.Value, 1e-6);
                    break;
                case "max_memory_used":
                    Assert.AreEqual(value, call.MemoryMb!.Value, 1e-6);
                    break;
                case "init_duration":
                    Assert.AreEqual(value * 1000, call.InitMs!.Value, 1e-6);
                    break;
                case "timeouts":
                    Assert.AreEqual(Outcome.Timeout, call.Outcome);
                    break;
                default:
                    break;
            }
        }
    }
}
