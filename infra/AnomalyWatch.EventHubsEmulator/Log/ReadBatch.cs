namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>What one read has gathered, and how much more it may.</summary>
internal ref struct ReadBatch(Span<LogRecord> into, int maxBytes)
{
    private readonly Span<LogRecord> _into = into;
    private bool _overfull;

    public int Count { get; private set; }

    public int BytesLeft { get; private set; } = maxBytes;

    public readonly int Room => _into.Length - Count;

    public readonly bool IsFull => _overfull || Room == 0;

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
