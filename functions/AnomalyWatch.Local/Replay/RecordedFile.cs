using System.IO.Compression;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Local.Replay;

/// <summary>
/// A file of recorded telemetry: <c>.jsonl</c> or <c>.ndjson</c> (canonical invocations one per line, or of another source one delivery
/// per line), or <c>.json</c> (one delivery), each also with <c>.gz</c>; a <c>.gz</c> that names none of these holds lines.
/// </summary>
internal sealed class RecordedFile
{
    /// <summary>The longest delivery or line, unpacked: what the door takes.</summary>
    public const int MaxDeliveryBytes = IngestLimits.BodyBytes;

    private readonly string _path;
    private readonly bool _isPacked;
    private readonly bool _isOneDelivery;

    /// <summary>Looks at a file without reading it. Throws <see cref="InvalidDataException"/> for a name that tells no known form, <see cref="IOException"/> where there is no such file.</summary>
    public RecordedFile(string path)
    {
        _path = path;
        Length = new FileInfo(path).Length;
        _isPacked = HasEnding(path, ".gz");
        var inner = _isPacked ? Path.GetFileNameWithoutExtension(path) : path;
        _isOneDelivery = HasEnding(inner, ".json");
        if (!_isPacked && !_isOneDelivery && !HasEnding(inner, ".jsonl") && !HasEnding(inner, ".ndjson"))
        {
            throw new InvalidDataException($"{path}: the name must end in .json, .jsonl, .ndjson or .gz, which tells how to read it.");
        }
    }

    /// <summary>Its bytes on the disk.</summary>
    public long Length { get; }

    /// <summary>Whether it holds lines, not one delivery.</summary>
    public bool HoldsLines => !_isOneDelivery;

    /// <summary>
    /// Its contents piece by piece, each with the bytes read from the disk so far: for <see cref="Sources.Invocations"/> blocks of whole
    /// lines, else one delivery each. Throws <see cref="InvalidDataException"/>, naming the file, for a damaged one or one beyond the limits.
    /// </summary>
    public IEnumerable<(ReadOnlyMemory<byte> Piece, long BytesRead)> Read(string source)
    {
        using var file = File.OpenRead(_path);
        using Stream text = _isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        var reader = new LineReader(text, MaxDeliveryBytes);
        var pieces = _isOneDelivery ? reader.Whole() : source == Sources.Invocations ? reader.Pieces() : reader.Lines();
        using var each = pieces.GetEnumerator();
        while (MoveNext(each))
        {
            yield return (each.Current, file.Position);
        }
    }

    private static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private bool MoveNext(IEnumerator<ReadOnlyMemory<byte>> pieces)
    {
        try
        {
            return pieces.MoveNext();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{_path}: {exception.Message}", exception);
        }
    }
}
