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
    private readonly PackUnpacker<TelemetryRecord> _unpacker = new(new TelemetryCodec());

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
        for (var lines = body.WrittenSpan; !lines.IsEmpty;)
        {
            var end = lines.IndexOf((byte)'\n');
            read += _codec.TryRead(lines[..end], out _, out _) ? 1 : 0;
            lines = lines[(end + 1)..];
        }

        return read;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Pack()
    {
        var pack = new PackWriter<TelemetryRecord>(_codec);
        foreach (var record in _records)
        {
            pack.Add(record, clock: null);
        }

        var body = pack.TakeBodies(new PackHeader("invocations", "door", 1, null, ClockMode.Record))[0];
        PackReader.TryReadHeader(new HubEvent(1, DateTimeOffset.UnixEpoch, body), out var header, out var content, out _);
        var read = 0;
        _unpacker.TryUnpack(header!, content, (int _, bool isSound, in TelemetryRecord _) => read += isSound ? 1 : 0, out _);
        return read;
    }
}
