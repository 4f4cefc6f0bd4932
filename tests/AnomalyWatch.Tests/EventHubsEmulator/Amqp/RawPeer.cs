using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.EventHubsEmulator.Amqp.Wire;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

/// <summary>A peer that writes its frames itself, so also those that no client would write.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly TcpClient _socket;
    private readonly NetworkStream _stream;

    private RawPeer(TcpClient socket)
    {
        _socket = socket;
        _stream = socket.GetStream();
        _stream.ReadTimeout = (int)EmulatorClient.Patience.TotalMilliseconds;
    }

    /// <summary>The header with which SASL begins.</summary>
    public static byte[] SaslHeader { get; } = [.. "AMQP\x03\x01\0\0"u8];

    /// <summary>The header with which AMQP begins.</summary>
    public static byte[] AmqpHeader { get; } = [.. "AMQP\0\x01\0\0"u8];

    /// <summary>Connects a socket and says nothing.</summary>
    public static async Task<RawPeer> ConnectAsync(Emulator emulator)
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", emulator.Port);
        return new RawPeer(socket);
    }

    /// <summary>Everything up to Open and Begin, as one client sends it that waits for nothing; with the root rule's key, or as a stranger.</summary>
    public static byte[] Opening(string? key = null)
    {
        var init = key is null
            ? new SaslInit { Mechanism = "ANONYMOUS", InitialResponse = [] }
            : new SaslInit { Mechanism = "PLAIN", InitialResponse = Encoding.UTF8.GetBytes($"\0RootManageSharedAccessKey\0{key}") };
        return
        [
            .. SaslHeader, .. Frame(init, type: 1), .. AmqpHeader,
            .. Frame(new Open { ContainerId = "raw", HostName = "localhost", MaxFrameSize = 65536 }),
            .. Frame(new Begin { NextOutgoingId = 0, IncomingWindow = 10_000, OutgoingWindow = 10_000 }),
        ];
    }

    /// <summary>An attach as receiver or sender with handle 0 or another.</summary>
    public static byte[] Attach(bool receiver, string address, uint handle = 0) => Frame(new Attach
    {
        LinkName = $"raw-{handle}",
        Handle = handle,
        Role = receiver,
        Source = receiver ? new Source { Address = address } : new Source(),
        Target = receiver ? new Target() : new Target { Address = address },
        InitialDeliveryCount = 0,
    });

    /// <summary>A flow of link 0.</summary>
    public static byte[] Flow(uint deliveryCount, uint credit, bool drain = false) => Frame(new Flow
    {
        NextIncomingId = 0,
        IncomingWindow = 10_000,
        NextOutgoingId = 0,
        OutgoingWindow = 10_000,
        Handle = 0,
        DeliveryCount = deliveryCount,
        LinkCredit = credit,
        Drain = drain,
    });

    /// <summary>A transfer on link 0 or another.</summary>
    public static byte[] Transfer(byte[] payload, bool more, uint id = 0, uint handle = 0) =>
        Frame(new Transfer { Handle = handle, DeliveryId = id, DeliveryTag = [1], MessageFormat = 0, More = more }, payload: payload);

    /// <summary>A frame around a performative.</summary>
    public static byte[] Frame(DescribedList performative, byte type = 0, byte[]? payload = null)
    {
        var buffer = new ByteBuffer(256, autoGrow: true);
        performative.Encode(buffer);
        byte[] frame = [0, 0, 0, 0, 2, type, 0, 0, .. buffer.Buffer.AsSpan(buffer.Offset, buffer.Length), .. payload ?? []];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        return frame;
    }

    public Task WriteAsync(params byte[][] frames) => _stream.WriteAsync(frames.SelectMany(frame => frame).ToArray()).AsTask();

    /// <summary>Reads what the emulator says up to its AMQP header.</summary>
    public async Task ReadHandshakeAsync()
    {
        await ReadHeaderAsync(SaslHeader);
        await ReadFrameAsync();
        await ReadFrameAsync();
        await ReadHeaderAsync(AmqpHeader);
    }

    /// <summary>Reads a header and the frame behind it.</summary>
    public async Task ReadHeaderAsync(byte[] expected)
    {
        var header = new byte[8];
        await _stream.ReadExactlyAsync(header).AsTask().WaitAsync(EmulatorClient.Patience);
        CollectionAssert.AreEqual(expected, header);
    }

    /// <summary>Reads one frame.</summary>
    public async Task<byte[]> ReadFrameAsync()
    {
        var size = new byte[4];
        await _stream.ReadExactlyAsync(size).AsTask().WaitAsync(EmulatorClient.Patience);
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        size.CopyTo(frame, 0);
        await _stream.ReadExactlyAsync(frame.AsMemory(4)).AsTask().WaitAsync(EmulatorClient.Patience);
        return frame;
    }

    /// <summary>Reads until a frame of a kind has come; gives how many transfers came before it.</summary>
    public async Task<int> CountTransfersUntilAsync(ulong performative)
    {
        for (var transfers = 0; ; transfers++)
        {
            while (true)
            {
                Assert.IsTrue(FrameHead.TryRead(await ReadFrameAsync(), out var head));
                if (head.Performative == performative)
                {
                    return transfers;
                }

                if (head.Performative == AmqpFormat.Transfer)
                {
                    break;
                }
            }
        }
    }

    /// <summary>Ends sending, then reads to the end: true where the emulator closes within the time.</summary>
    public async Task<bool> IsClosedAsync(bool endSending = false, TimeSpan? within = null)
    {
        try
        {
            if (endSending)
            {
                _socket.Client.Shutdown(SocketShutdown.Send);
            }

            using var timeout = new CancellationTokenSource(within ?? EmulatorClient.Patience);
            var buffer = new byte[16 << 10];
            while (await _stream.ReadAsync(buffer, timeout.Token) > 0)
            {
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();
}
