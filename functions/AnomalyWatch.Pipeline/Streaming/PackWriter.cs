using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Fills one pack with records of one partition; see <see cref="PackHeader"/> for the layout.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
public sealed class PackWriter<TRecord>
{
    private readonly IRecordCodec<TRecord> _codec;
    private readonly ArrayBufferWriter<byte> _body = new(16 * 1024);

    /// <summary>Begins a pack.</summary>
    public PackWriter(PackHeader header, IRecordCodec<TRecord> codec)
    {
        _codec = codec;
        _body.Write(PackFormat.Magic);
        _body.Write([PackFormat.Version]);
        using var json = new Utf8JsonWriter(_body);
        json.WriteStartObject();
        json.WriteString("source", header.Source);
        json.WriteString("producer", header.Producer);
        json.WriteNumber("sequence", header.Sequence);
        if (header.Clock is { } clock)
        {
            json.WriteString("clock", clock.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }

        if (header.Mode == ClockMode.Record)
        {
            json.WriteString("mode", "record");
        }

        if (header.Mark != PackMark.Records)
        {
            json.WriteString("mark", header.Mark == PackMark.Tick ? "tick" : "close");
        }

        json.WriteEndObject();
    }

    /// <summary>The pack's length so far, in bytes.</summary>
    public int Length => _body.WrittenCount;

    /// <summary>How many records it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The pack as an event body; the writer must not be used afterwards.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>Appends a record.</summary>
    public void Add(in TRecord record)
    {
        _body.Write("\n"u8);
        _codec.Write(record, _body);
        Count++;
    }
}
