using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Streaming;

/// <summary>A hub of two partitions that takes each body when the test says so, and may fail instead.</summary>
internal sealed class ScriptedHub : IInvocationHub
{
    public string Name => "scripted";

    public int PartitionCount => 2;

    /// <summary>Every body that was sent, also in vain.</summary>
    public List<(int Partition, byte[] Body)> Sent { get; } = [];

    /// <summary>What becomes of each body; at first it is taken at once.</summary>
    public Func<byte[], Task> Answer { get; set; } = _ => Task.CompletedTask;

    public async ValueTask SendAsync(int partition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        lock (Sent)
        {
            Sent.Add((partition, body.ToArray()));
        }

        await Answer(body.ToArray());
    }

    /// <summary>The words of a body with the second of their clock, or its mark.</summary>
    public static List<string> Words(byte[] body)
    {
        Assert.IsTrue(PackReader.TryReadHeader(new HubEvent(0, Some.Noon, body), out var header, out var content, out var fault), fault);
        if (header!.Mark != PackMark.Records)
        {
            return ["(" + header.Mark + ")"];
        }

        var unpacker = new PackUnpacker<string>(new WordCodec());
        var words = new List<string>();
        Assert.IsTrue(unpacker.TryUnpack(header, content, (int i, bool _, in string word) => words.Add($"{word} {unpacker.ClockOf(i):ss}"), out fault), fault);
        return words;
    }

    public IAsyncEnumerable<HubEvent> ReceiveAsync(int partition, long fromSequenceNumber, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<HubEvent> ReadAsync(int partition, long fromSequenceNumber, long toSequenceNumber, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<long> GetLastSequenceNumberAsync(int partition, CancellationToken cancellationToken) => throw new NotSupportedException();
}
