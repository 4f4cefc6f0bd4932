using System.Globalization;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

/// <summary>
/// Every recorded payload of the three clouds against payload-fixtures.txt: what of it is an invocation, a beginning, a change, not for us, refused.
/// A payload that the table does not name is a failure, so that a new one is looked at.
/// </summary>
[TestClass]
public sealed class PayloadFixtureTests
{
    private static readonly (string Folder, string Source)[] Folders =
    [
        ("datadog-aws-forwarder/tests/events", Sources.AwsCloudWatch),
        ("datadog-aws-forwarder/tools/integration_tests/snapshots", Sources.AwsCloudWatch),
        ("aws-lambda-telemetry-elastic", Sources.AwsTelemetry),
        ("stratus-red-team-detonation-logs", Sources.AwsCloudTrail),
        ("dynatrace-azure", Sources.AzureMonitor),
        ("dynatrace-azure/tests/integration", Sources.AzureMonitor),
        ("newrelic-azure-app-insights", Sources.AzureMonitor),
        ("dynatrace-gcp", Sources.GcpLogging),
        ("google-cloudevents/testdata/google/events/cloud/audit/v1", Sources.GcpLogging),
        ("google-cloudevents/testdata/google/events/cloud/pubsub/v1", Sources.GcpLogging),
        ("google-cloudevents/examples/binary/audit", Sources.GcpLogging),
    ];

    // A Kinesis firehose event and a CloudWatch event of the hundred events that functions get; unit tests of detection rules with events in them.
    private static readonly (string File, string Source)[] Files =
    [
        ("aws-lambda-go-events/cloudwatch-logs-event.json", Sources.AwsCloudWatch),
        ("aws-lambda-go-events/kinesis-firehose-event.json", Sources.AwsFirehose),
        ("panther-labelled-events/aws_cloudtrail_rules.jsonl", Sources.AwsCloudTrail),
        ("panther-labelled-events/azure_activity_rules.jsonl", Sources.AzureMonitor),
        ("panther-labelled-events/gcp_audit_rules.jsonl", Sources.GcpLogging),
    ];

    [TestMethod]
    public void Every_recorded_payload_is_read_as_the_table_says()
    {
        var root = Path.GetDirectoryName(SharedFolder.File("data/payload-fixtures/dynatrace-gcp/SOURCE.txt"))!;
        root = Path.GetDirectoryName(root)!;
        var paths = Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder.Folder), "*.json").Select(path => (Path: path, folder.Source)))
            .Concat(Files.Select(file => (Path: Path.Combine(root, file.File), file.Source)));
        var read = paths.Select(entry => Line(Path.GetRelativePath(root, entry.Path).Replace('\\', '/'), entry.Source, File.ReadAllBytes(entry.Path)))
            .Order(StringComparer.Ordinal).ToList();

        var expected = File.ReadAllLines(Path.Combine(SourceTree.Root!, "tests", "fixtures", "payload-fixtures.txt")).Where(line => line.Length > 0 && !line.StartsWith('#')).ToList();
        Assert.AreEqual(string.Join('\n', expected), string.Join('\n', read));
    }

    private static string Line(string path, string source, byte[] body)
    {
        var result = FormatReading.Read(source, path.EndsWith(".jsonl", StringComparison.Ordinal) ? Events(body) : body, source == Sources.AwsTelemetry ? "aws/1/r/f" : null);
        var changes = result.Records.Count(record => record.Change is not null);
        var starts = result.Records.Count(record => record.Change is null && record.Invocation.Kind != InvocationKind.Completed);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{path} {source} {result.Records.Count - changes - starts} {starts} {changes} {result.NotInvocations} {result.RejectedCount}");
    }

    // Each line is a test of a rule, with the event under "event".
    private static byte[] Events(byte[] lines)
    {
        using var output = new MemoryStream();
        foreach (var line in System.Text.Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(document.RootElement.GetProperty("event")));
            output.WriteByte((byte)'\n');
        }

        return output.ToArray();
    }
}
