using System.Buffers;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Streaming;

/// <summary>Records that are one JSON string, to test the machinery without the meaning of fields.</summary>
internal sealed class WordCodec : IRecordCodec<string>
{
    public void Write(in string record, IBufferWriter<byte> output) => output.Write(JsonSerializer.SerializeToUtf8Bytes(record));

    public bool TryRead(ReadOnlySpan<byte> utf8, out string record, out string? fault)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var sound = text.Length >= 2 && text[0] == '"' && text[^1] == '"';
        record = sound ? text[1..^1] : "";
        fault = sound ? null : "not a JSON string";
        return sound;
    }
}
