using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>What does a pack cost beside the writing and reading of its records as plain lines?</summary>
public class PackBenchmarks
{
    private const int Records = 1_000;

    private readonly TelemetryRecord[] _records = SampleRecords.Make(Records);
    private readonly TelemetryCodec _codec = new();
    private readonly PackWriter<TelemetryRecord> _writer;
    private readonly PackUnpacker<TelemetryRecord> _unpacker;

    public PackBenchmarks() => (_writer, _unpacker) = (new PackWriter<TelemetryRecord>(_codec), new PackUnpacker<TelemetryRecord>(_codec));

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public int JsonLines()
    {
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        foreach (var record in _records)
        {
            CanonicalJson.Write(record, body);
            body.Write("\n"u8);
        }

        var read = 0;
        foreach (var line in body.WrittenSpan.Split((byte)'\n'))
        {
            read += _codec.TryRead(body.WrittenSpan[line], out _, out _) ? 1 : 0;
        }

        return read;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Pack()
    {
        foreach (var record in _records)
        {
            _writer.Add(record, clock: null);
        }

        var read = 0;
        foreach (var body in _writer.TakeBodies(new PackHeader("invocations", "door", 1, null, ClockMode.Record)))
        {
            PackReader.TryReadHeader(new HubEvent(1, DateTimeOffset.UnixEpoch, body), out var header, out var content, out _);
            _unpacker.TryUnpack(header!, content, (int _, bool isSound, in TelemetryRecord _) => read += isSound ? 1 : 0, out _);
        }

        return read;
    }
}
