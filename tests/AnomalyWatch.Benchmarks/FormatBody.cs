using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Tests.Ingesting.Otlp;

namespace AnomalyWatch.Benchmarks;

/// <summary>A delivery of about a megabyte: the fixtures of a format again and again, each time with other request ids.</summary>
internal sealed partial class FormatBody
{
    private const int Bytes = 1_000_000;
    private const string Function = "aws/123456789012/eu-west-1/checkout";

    private FormatBody(string source, params string[] fixtures)
        : this(source, [.. fixtures.Select(fixture => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", source, fixture)).Trim())], text => [.. Encoding.UTF8.GetBytes(text), (byte)'\n'])
    {
    }

    private FormatBody(string source, string[] texts, Func<string, byte[]> encode, string? contentType = null)
    {
        using var body = new MemoryStream();
        for (var i = 0; body.Length < Bytes; i++)
        {
            body.Write(encode(BeginOfId().Replace(texts[i % texts.Length], i.ToString("x8", CultureInfo.InvariantCulture))));
        }

        Delivery = new Delivery(source, body.ToArray(), ContentEncoding: null, DateTimeOffset.UnixEpoch, Function, contentType);
        Records = DeliveryReader.Read(Delivery).Records.Count;
    }

    /// <summary>One body per format, by the name of its benchmark.</summary>
    public static IReadOnlyDictionary<string, FormatBody> All { get; } = new Dictionary<string, FormatBody>(StringComparer.Ordinal)
    {
        [nameof(IngestBenchmarks.Invocations)] = new(Sources.Invocations, [Encoding.UTF8.GetString(SampleRecords.Json)], text => [.. Encoding.UTF8.GetBytes(text), (byte)'\n']),
        [nameof(IngestBenchmarks.AzureMonitor)] = new(Sources.AzureMonitor, "function-completed.json", "app-request.json"),
        [nameof(IngestBenchmarks.AwsCloudWatch)] = new(Sources.AwsCloudWatch, "json-log-format.json", "cold-start.json"),
        [nameof(IngestBenchmarks.AwsTelemetry)] = new(Sources.AwsTelemetry, "instance.json"),
        [nameof(IngestBenchmarks.GcpLogging)] = new(Sources.GcpLogging, "request.json", "execution.jsonl"),
        [nameof(IngestBenchmarks.Report)] = new(Sources.AwsCloudWatch, [ReportLines()], Encoding.UTF8.GetBytes),
        [nameof(IngestBenchmarks.OtlpProtobuf)] = new(Sources.OtlpTraces, Spans(), text => OtlpProtobuf.Of(Encoding.UTF8.GetBytes(text)), "application/x-protobuf"),
        [nameof(IngestBenchmarks.OtlpJson)] = new(Sources.OtlpTraces, "faas-aws.json", "faas-azure.json"),
    };

    /// <summary>The delivery.</summary>
    public Delivery Delivery { get; }

    /// <summary>How many records are accepted from it.</summary>
    public int Records { get; }

    private static string[] Spans() =>
        [.. new[] { "faas-aws.json", "faas-azure.json" }.Select(name => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", Sources.OtlpTraces, name)))];

    // A document of a subscription as CloudWatch cuts them, with nothing but REPORT lines.
    private static string ReportLines()
    {
        var events = Enumerable.Range(0, 20).Select(i =>
            $$"""{"id":"{{i}}","timestamp":1782907200000,"message":"REPORT RequestId: 8edab1f8-7d34-4a8e-a965-{{i:x12}}\tDuration: 812.50 ms\tBilled Duration: 813 ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\t\n"}""");
        return $$"""{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/checkout","logStream":"2026/07/01/[$LATEST]1f6a","logEvents":[{{string.Join(',', events)}}]}""";
    }

    // Not the subscription: deliveries are of the same functions.
    [GeneratedRegex("(?<!subscriptions/)[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-)")]
    private static partial Regex BeginOfId();
}
