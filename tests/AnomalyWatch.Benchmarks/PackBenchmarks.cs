using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>What does a pack add to the writing and reading of its records as plain lines?</summary>
public class PackBenchmarks
{
    private const int Records = 1_000;

    private readonly TelemetryRecord[] _records = SampleRecords.Make(Records);
    private readonly TelemetryCodec _codec = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public int JsonLines()
    {
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        foreach (var record in _records)
        {
            CanonicalJson.Write(record, body);
            body.Write("\n"u8);
        }

        return Read(body.WrittenMemory);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Pack()
    {
        var pack = new PackWriter<TelemetryRecord>(new PackHeader("invocations", "door", 1, null, ClockMode.Record), _codec);
        foreach (var record in _records)
        {
            pack.Add(record);
        }

        PackReader.TryReadHeader(new HubEvent(1, DateTimeOffset.UnixEpoch, pack.Body), out _, out var lines, out _);
        return Read(lines);
    }

    private int Read(ReadOnlyMemory<byte> lines)
    {
        var read = 0;
        while (!lines.IsEmpty)
        {
            read += _codec.TryRead(PackReader.NextLine(ref lines).Span, out _, out _) ? 1 : 0;
        }

        return read;
    }
}
