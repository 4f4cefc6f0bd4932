using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>What does a record cost above what no reader of JSON can avoid?</summary>
public class CanonicalJsonBenchmarks
{
    private readonly byte[] _json = SampleRecords.Json;
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly TelemetryRecord _record = SampleRecords.Make(1)[0];

    [Benchmark(Baseline = true)]
    public int Tokens()
    {
        var json = new Utf8JsonReader(_json);
        var tokens = 0;
        while (json.Read())
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark]
    public bool Read() => CanonicalJson.TryRead(_json, out _, out _);

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        CanonicalJson.Write(_record, _output);
        return _output.WrittenCount;
    }
}
