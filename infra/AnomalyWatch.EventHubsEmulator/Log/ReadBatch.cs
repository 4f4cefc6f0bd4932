namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>What one read has gathered, and how much more it may.</summary>
internal ref struct ReadBatch(Span<LogRecord> into, int maxBytes, Memory<byte> scratch)
{
    private readonly Span<LogRecord> _into = into;
    private Memory<byte> _scratch = scratch;
    private bool _overfull;

    public int Count { get; private set; }

    public int BytesLeft { get; private set; } = maxBytes;

    public readonly int Room => _into.Length - Count;

    public readonly bool IsFull => _overfull || Room == 0;

    /// <summary>Room for a block, which becomes the bodies of what is read from it: the reader's own as far as it goes, else fresh.</summary>
    public Memory<byte> Block(int bytes)
    {
        if (_scratch.Length < bytes)
        {
            return GC.AllocateUninitializedArray<byte>(bytes);
        }

        var block = _scratch[..bytes];
        _scratch = _scratch[bytes..];
        return block;
    }

    /// <summary>Takes the record; <c>false</c> when it would be too much, and the batch is full then. The first one is never too much.</summary>
    public bool TryAdd(LogRecord record)
    {
        if (Count > 0 && record.Body.Length > BytesLeft)
        {
            _overfull = true;
            return false;
        }

        _into[Count++] = record;
        BytesLeft -= Math.Min(BytesLeft, record.Body.Length);
        return true;
    }
}
