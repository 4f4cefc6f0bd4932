using System.Runtime.InteropServices;
using Google.Protobuf;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// Walks the fields of a protobuf message and of those nested in it, without copying: generated message classes would make several
/// objects of every attribute. All reads throw <see cref="InvalidDataException"/> or <see cref="InvalidProtocolBufferException"/> where the
/// bytes are no message.
/// </summary>
internal sealed class ProtobufFields : IDisposable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly CodedInputStream _input;
    private readonly long _begin;

    public ProtobufFields(ReadOnlyMemory<byte> bytes)
    {
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
        _bytes = bytes;
        _input = new CodedInputStream(array.Array!, array.Offset, array.Count);
        _begin = _input.Position;
    }

    /// <summary>Where it stands, in bytes from the begin.</summary>
    public int Position => (int)(_input.Position - _begin);

    /// <summary>The end of the whole.</summary>
    public int End => _bytes.Length;

    /// <summary>Moves to the next field of the message that ends at a place; false at its end.</summary>
    public bool Next(int end, out uint tag)
    {
        if (Position > end)
        {
            throw new InvalidDataException("A field reaches beyond the message that holds it.");
        }

        tag = Position == end ? 0 : _input.ReadTag();
        return tag != 0;
    }

    /// <summary>Enters the message of the field at hand, and gives where it ends.</summary>
    public int Enter(int outerEnd)
    {
        var length = _input.ReadLength();
        return length >= 0 && length <= outerEnd - Position ? Position + length : throw new InvalidDataException("A message reaches beyond the one that holds it.");
    }

    /// <summary>The bytes of the field at hand, where they lie.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        var start = Position;
        _input.SkipLastField();

        // What was skipped is a varint of the length, then the bytes.
        while ((_bytes.Span[start] & 0x80) != 0)
        {
            start++;
        }

        return _bytes[(start + 1)..Position];
    }

    public void Skip() => _input.SkipLastField();

    public ulong Fixed64() => _input.ReadFixed64();

    public uint Fixed32() => _input.ReadFixed32();

    public double Double() => _input.ReadDouble();

    public long Int64() => _input.ReadInt64();

    public int Enum() => _input.ReadEnum();

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();
}
