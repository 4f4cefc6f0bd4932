using AnomalyWatch.Pipeline.Ingesting;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>What does a format of a cloud cost against our own?</summary>
[BodyRates]
public class IngestBenchmarks
{
    [Benchmark(Baseline = true)]
    public IngestResult Invocations() => Read(nameof(Invocations));

    [Benchmark]
    public IngestResult AzureMonitor() => Read(nameof(AzureMonitor));

    [Benchmark]
    public IngestResult AwsCloudWatch() => Read(nameof(AwsCloudWatch));

    [Benchmark]
    public IngestResult AwsTelemetry() => Read(nameof(AwsTelemetry));

    [Benchmark]
    public IngestResult GcpLogging() => Read(nameof(GcpLogging));

    [Benchmark]
    public IngestResult Report() => Read(nameof(Report));

    [Benchmark]
    public IngestResult OtlpProtobuf() => Read(nameof(OtlpProtobuf));

    [Benchmark]
    public IngestResult OtlpJson() => Read(nameof(OtlpJson));

    private static IngestResult Read(string name) => DeliveryReader.Read(FormatBody.All[name].Delivery);
}
