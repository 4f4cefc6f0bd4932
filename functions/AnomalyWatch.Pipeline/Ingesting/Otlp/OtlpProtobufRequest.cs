using System.Buffers;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// Makes requests of one record, in which what was refused of a larger one is kept. Requests in protobuf one behind the other are one request with all
/// that is in them, so several lie together as they are.
/// </summary>
internal static class OtlpProtobufRequest
{
    /// <summary>A request of one record with what it is a record of.</summary>
    /// <param name="resources">The messages of its resource, each with its length before it; usually one.</param>
    /// <param name="record">The record's message with its length before it.</param>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<ReadOnlyMemory<byte>> resources, ReadOnlyMemory<byte> record)
    {
        var part = new ArrayBufferWriter<byte>();
        foreach (var resource in resources)
        {
            Write(part, OtlpProtobufBody.Resource);
            part.Write(resource.Span);
        }

        Write(part, OtlpProtobufBody.ByScope);
        Write(part, (uint)record.Length + 1);
        Write(part, OtlpProtobufBody.Record);
        part.Write(record.Span);

        var request = new ArrayBufferWriter<byte>();
        Write(request, OtlpProtobufBody.ByResource);
        Write(request, (uint)part.WrittenCount);
        request.Write(part.WrittenSpan);
        return request.WrittenMemory;
    }

    // A varint: seven bits a byte, the lowest first.
    private static void Write(ArrayBufferWriter<byte> output, uint value)
    {
        while (value > 0x7f)
        {
            output.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        output.Write([(byte)value]);
    }
}
