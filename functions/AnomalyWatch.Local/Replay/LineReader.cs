using System.IO.Compression;

namespace AnomalyWatch.Local.Replay;

/// <summary>Cuts a file of lines into pieces of about a mebibyte that end at a line's end; a <c>.gz</c> file is unpacked on the way.</summary>
public static class LineReader
{
    private const int PieceBytes = 1024 * 1024;

    /// <summary>The pieces of a file. Throws <see cref="InvalidDataException"/> for a line longer than a piece or a damaged <c>.gz</c>.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var buffer = new byte[PieceBytes];
        var held = 0;
        while (true)
        {
            var read = text.ReadAtLeast(buffer.AsSpan(held), buffer.Length - held, throwOnEndOfStream: false);
            held += read;
            if (held == 0)
            {
                yield break;
            }

            var isLast = held < buffer.Length;
            var end = isLast ? held : Array.LastIndexOf(buffer, (byte)'\n') + 1;
            if (end == 0)
            {
                throw new InvalidDataException($"A line is longer than {PieceBytes} bytes.");
            }

            yield return buffer.AsMemory(0, end).ToArray();
            Buffer.BlockCopy(buffer, end, buffer, 0, held - end);
            held -= end;
        }
    }
}
