using AnomalyWatch.Pipeline.Ingesting;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>What does a format of a cloud cost against our own?</summary>
[BodyRates]
public class IngestBenchmarks
{
    [Benchmark(Baseline = true)]
    public int Invocations() => Read(nameof(Invocations));

    [Benchmark]
    public int AzureMonitor() => Read(nameof(AzureMonitor));

    [Benchmark]
    public int AwsCloudWatch() => Read(nameof(AwsCloudWatch));

    [Benchmark]
    public int AwsTelemetry() => Read(nameof(AwsTelemetry));

    [Benchmark]
    public int GcpLogging() => Read(nameof(GcpLogging));

    [Benchmark]
    public int Report() => Read(nameof(Report));

    [Benchmark]
    public int OtlpProtobuf() => Read(nameof(OtlpProtobuf));

    [Benchmark]
    public int OtlpJson() => Read(nameof(OtlpJson));

    // As the door does: from the delivery's bytes to records, whose room is given back once they are published, which is not measured.
    private static int Read(string name)
    {
        var result = DeliveryReader.Read(FormatBody.All[name].Delivery);
        var records = result.Records.Count;
        result.Release();
        return records;
    }
}
