using System.Buffers.Binary;
using System.Text;
using Amqp;
using Amqp.Sasl;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;
using AnomalyWatch.EventHubsEmulator.Amqp.Wire;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>
/// SASL as the service does it. It ends only when the peer's AMQP header is read: a server that writes its own header and Open right behind
/// the outcome makes the JavaScript client wait for ever (eventhubs.md 3.1).
/// </summary>
internal sealed class SaslHandshake(Stream stream, SharedAccessRules rules)
{
    private const int HeaderBytes = 8;
    private const int MaxInitBytes = 4 << 10;
    private const byte SaslFrame = 1;

    private static readonly string[] Mechanisms = ["MSSBCBS", "PLAIN", "ANONYMOUS"];

    /// <summary>The header with which AMQP begins once SASL is done.</summary>
    public static ReadOnlySpan<byte> AmqpHeader => "AMQP\0\x01\0\0"u8;

    private static ReadOnlySpan<byte> SaslHeader => "AMQP\x03\x01\0\0"u8;

    /// <summary>Goes through the handshake.</summary>
    /// <returns>The rule whose key the peer showed with PLAIN; null for a peer that will show a token.</returns>
    /// <exception cref="InvalidDataException">The peer does not speak AMQP with SASL, or its key is wrong. The stream is to be closed.</exception>
    public async Task<SharedAccessRule?> RunAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxInitBytes];
        await stream.ReadExactlyAsync(buffer.AsMemory(0, HeaderBytes), cancellationToken).ConfigureAwait(false);
        if (!buffer.AsSpan(0, HeaderBytes).SequenceEqual(SaslHeader))
        {
            // The answer to a header that is not spoken here is the one that is (AMQP 1.0, part 2, 2.2).
            await stream.WriteAsync(SaslHeader.ToArray(), cancellationToken).ConfigureAwait(false);
            throw new InvalidDataException("The peer does not begin with SASL.");
        }

        var offer = new SaslMechanisms { SaslServerMechanisms = [.. Mechanisms.Select(name => new Symbol(name))] };
        await stream.WriteAsync((byte[])[.. SaslHeader, .. Frame(offer)], cancellationToken).ConfigureAwait(false);

        await stream.ReadExactlyAsync(buffer.AsMemory(0, HeaderBytes), cancellationToken).ConfigureAwait(false);
        var size = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        if (size is < HeaderBytes or > MaxInitBytes)
        {
            throw new InvalidDataException("The peer's SASL frame is too large.");
        }

        await stream.ReadExactlyAsync(buffer.AsMemory(HeaderBytes, (int)size - HeaderBytes), cancellationToken).ConfigureAwait(false);
        var accepted = TryAccept(buffer.AsSpan(0, (int)size), out var rule);
        var outcome = new SaslOutcome { Code = accepted ? SaslCode.Ok : SaslCode.Auth };
        await stream.WriteAsync(Frame(outcome), cancellationToken).ConfigureAwait(false);
        if (!accepted)
        {
            throw new InvalidDataException("The peer's SASL mechanism or key is not accepted.");
        }

        await stream.ReadExactlyAsync(buffer.AsMemory(0, HeaderBytes), cancellationToken).ConfigureAwait(false);
        if (!buffer.AsSpan(0, HeaderBytes).SequenceEqual(AmqpHeader))
        {
            throw new InvalidDataException("The peer does not go on with AMQP 1.0.");
        }

        return rule;
    }

    private static byte[] Frame(DescribedList command)
    {
        var buffer = new ByteBuffer(128, autoGrow: true);
        buffer.Append(HeaderBytes);
        command.Encode(buffer);
        var frame = buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = 2;
        frame[5] = SaslFrame;
        return frame;
    }

    private bool TryAccept(ReadOnlySpan<byte> frame, out SharedAccessRule? rule)
    {
        rule = null;
        var start = frame[4] * 4;
        if (start < HeaderBytes || start >= frame.Length || frame[5] != SaslFrame)
        {
            return false;
        }

        var reader = new AmqpReader(frame[start..]);
        if (!reader.TryReadDescriptor(out var command) || command != AmqpFormat.SaslInit
            || !reader.TryReadCompoundHead(out var fields, out _) || fields < 1 || !reader.TryReadText(out var mechanism))
        {
            return false;
        }

        ReadOnlySpan<byte> response = default;
        if (fields > 1 && !reader.TryReadBytes(out response))
        {
            return false;
        }

        return mechanism switch
        {
            "MSSBCBS" or "ANONYMOUS" => true,
            "PLAIN" => TryPlain(response, out rule),
            _ => false,
        };
    }

    private bool TryPlain(ReadOnlySpan<byte> response, out SharedAccessRule? rule)
    {
        // PLAIN is [identity] NUL user NUL password (RFC 4616).
        var parts = Encoding.UTF8.GetString(response).Split('\0');
        rule = parts.Length == 3 ? rules.Find(parts[1]) : null;
        return rule is not null && rule.HasKey(parts[2]);
    }
}
