using System.Buffers;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Bytes that a delivery was unpacked into, in room that is used again.</summary>
internal sealed class UnpackedText
{
    private byte[]? _room;

    /// <summary>Takes room for so many bytes at least.</summary>
    public UnpackedText(int length) => _room = ArrayPool<byte>.Shared.Rent(length);

    /// <summary>The room.</summary>
    public byte[] Room => _room ?? throw new ObjectDisposedException(nameof(UnpackedText));

    /// <summary>Takes more room, with the bytes so far.</summary>
    /// <param name="length">How many bytes are to have room.</param>
    /// <param name="used">How many there are.</param>
    public void Grow(int length, int used)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        Room.AsSpan(0, used).CopyTo(larger);
        Release();
        _room = larger;
    }

    /// <summary>Gives the room back; nobody may read the bytes after that.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _room, null) is { } room)
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }
}
