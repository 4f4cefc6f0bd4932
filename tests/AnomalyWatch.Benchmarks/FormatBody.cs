using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Benchmarks;

/// <summary>A delivery of about a megabyte: the fixtures of a format again and again, each time with other request ids.</summary>
internal sealed partial class FormatBody
{
    private const int Bytes = 1_000_000;
    private const string Function = "aws/123456789012/eu-west-1/checkout";

    private FormatBody(string source, params string[] fixtures)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "fixtures", source);
        var texts = fixtures.Select(fixture => File.ReadAllText(Path.Combine(folder, fixture)).Trim()).ToArray();
        var body = new StringBuilder();
        for (var i = 0; body.Length < Bytes; i++)
        {
            body.Append(BeginOfId().Replace(texts[i % texts.Length], i.ToString("x8", CultureInfo.InvariantCulture))).Append('\n');
        }

        Delivery = new Delivery(source, Encoding.UTF8.GetBytes(body.ToString()), ContentEncoding: null, DateTimeOffset.UnixEpoch, Function);
        Records = DeliveryReader.Read(Delivery).Records.Count;
    }

    /// <summary>One body per format, by the name of its benchmark.</summary>
    public static IReadOnlyDictionary<string, FormatBody> All { get; } = new Dictionary<string, FormatBody>(StringComparer.Ordinal)
    {
        [nameof(IngestBenchmarks.Invocations)] = new(Sources.Invocations, "lines.jsonl"),
        [nameof(IngestBenchmarks.AzureMonitor)] = new(Sources.AzureMonitor, "function-completed.json", "app-request.json"),
        [nameof(IngestBenchmarks.AwsCloudWatch)] = new(Sources.AwsCloudWatch, "json-log-format.json", "cold-start.json"),
        [nameof(IngestBenchmarks.AwsTelemetry)] = new(Sources.AwsTelemetry, "instance.json"),
        [nameof(IngestBenchmarks.GcpLogging)] = new(Sources.GcpLogging, "request.json", "execution.jsonl"),
    };

    /// <summary>The delivery.</summary>
    public Delivery Delivery { get; }

    /// <summary>How many records are accepted from it.</summary>
    public int Records { get; }

    [GeneratedRegex("[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-)")]
    private static partial Regex BeginOfId();
}
