namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>
/// Bytes being read by somebody who does not trust them: what is not there reads as zero and sets <see cref="Failed"/>, so that a reader
/// needs one look at the end instead of one per number. Nothing here throws or allocates.
/// </summary>
internal ref struct ColumnSource(ReadOnlySpan<byte> bytes)
{
    private const int MaxVarintBytes = 10;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether anything read so far was not sound.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether everything was read and all of it was sound.</summary>
    public readonly bool IsDone => !Failed && _rest.IsEmpty;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Says that what was read makes no sense.</summary>
    public void Fail()
    {
        Failed = true;
        _rest = default;
    }

    /// <summary>One byte.</summary>
    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            Fail();
            return 0;
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>A number of seven bits per byte, the lowest first.</summary>
    public ulong Varint()
    {
        var value = 0UL;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        Fail();
        return 0;
    }

    /// <summary>A number with its sign in the lowest bit.</summary>
    public long Signed() => ColumnBytes.UnZigZag(Varint());

    /// <summary>A number that may be no larger than <paramref name="max"/>.</summary>
    public int Count(int max)
    {
        var value = Varint();
        if (value <= (ulong)max)
        {
            return (int)value;
        }

        Fail();
        return 0;
    }

    /// <summary>The next bytes; empty where there are not as many.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            Fail();
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
