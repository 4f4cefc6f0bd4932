using Amqp;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>A message as it came. Decoding every event would cost two thirds of the throughput, and nothing of an event needs to be known.</summary>
internal sealed class RawMessage(ByteBuffer buffer) : Message
{
    /// <summary>The encoded message; valid until the message is disposed of.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.Buffer.AsSpan(buffer.Offset, buffer.Length);

    /// <summary>Decodes it, which requests to the nodes need.</summary>
    public Message ToMessage() => Decode(buffer);
}
