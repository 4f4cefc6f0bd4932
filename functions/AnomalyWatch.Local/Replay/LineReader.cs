namespace AnomalyWatch.Local.Replay;

/// <summary>Cuts a text into pieces without ever holding more of it than one piece. A byte order mark at its begin is left out.</summary>
/// <param name="text">The text in UTF-8.</param>
/// <param name="maxBytes">The longest line, or whole text: more is an <see cref="InvalidDataException"/>.</param>
internal sealed class LineReader(Stream text, int maxBytes)
{
    private const int PieceBytes = 1024 * 1024;

    /// <summary>Pieces of about a mebibyte that end at a line's end, each valid until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        var buffer = new byte[Math.Min(PieceBytes, maxBytes)];
        var held = 0;
        var isFirst = true;
        while (true)
        {
            held += text.ReadAtLeast(buffer.AsSpan(held), buffer.Length - held, throwOnEndOfStream: false);
            var isLast = held < buffer.Length;
            var end = isLast ? held : Array.LastIndexOf(buffer, (byte)'\n') + 1;
            if (end == 0)
            {
                if (isLast)
                {
                    yield break;
                }

                buffer = Grown(buffer);
                continue;
            }

            yield return WithoutMark(buffer.AsMemory(0, end), ref isFirst);
            Buffer.BlockCopy(buffer, end, buffer, 0, held - end);
            held -= end;
            if (isLast)
            {
                yield break;
            }
        }
    }

    /// <summary>The lines, without their ends, each valid until the next is asked for; empty ones are left out.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Lines() => Pieces().SelectMany(LinesOf);

    /// <summary>All of it as one piece; none where it is empty.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Whole()
    {
        var buffer = new byte[Math.Min(PieceBytes, maxBytes)];
        var held = 0;
        while (true)
        {
            held += text.ReadAtLeast(buffer.AsSpan(held), buffer.Length - held, throwOnEndOfStream: false);
            if (held < buffer.Length)
            {
                break;
            }

            buffer = Grown(buffer);
        }

        if (held > 0)
        {
            var isFirst = true;
            yield return WithoutMark(buffer.AsMemory(0, held), ref isFirst);
        }
    }

    /// <summary>The lines of a piece, without their ends; empty ones are left out.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> LinesOf(ReadOnlyMemory<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var end = piece.Span.IndexOf((byte)'\n');
            var line = (end < 0 ? piece : piece[..end]).Trim(" \t\r"u8);
            piece = end < 0 ? default : piece[(end + 1)..];
            if (!line.IsEmpty)
            {
                yield return line;
            }
        }
    }

    private byte[] Grown(byte[] buffer)
    {
        if (buffer.Length >= maxBytes)
        {
            throw new InvalidDataException($"A line or delivery is longer than {maxBytes} bytes; write one record a line (.jsonl).");
        }

        Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, maxBytes));
        return buffer;
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> piece, ref bool isFirst)
    {
        var marked = isFirst && piece.Span.StartsWith("\uFEFF"u8);
        isFirst = false;
        return marked ? piece[3..] : piece;
    }
}
