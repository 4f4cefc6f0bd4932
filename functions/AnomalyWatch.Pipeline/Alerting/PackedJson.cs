using System.IO.Compression;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// JSON in a table entity: gzip, cut into binary properties <c>Json0</c>, <c>Json1</c> and so on. A binary property holds 64 KiB and an
/// entity 1 MiB, names and other properties included.
/// </summary>
internal static class PackedJson
{
    private const int ChunkBytes = 64_000;
    // 704,000 bytes: Azurite counts the entity's 1 MiB as it travels, in base64.
    private const int MaxChunks = 11;
    private const int MaxJsonBytes = 64 * 1024 * 1024;

    /// <summary>Packs a text; null where it does not fit in an entity.</summary>
    public static byte[]? TryPack(ReadOnlySpan<byte> json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(json);
        }

        return packed.Length <= ChunkBytes * MaxChunks ? packed.ToArray() : null;
    }

    public static void Put(TableEntity entity, byte[] packed)
    {
        for (var i = 0; i * ChunkBytes < packed.Length; i++)
        {
            entity[Name(i)] = packed[(i * ChunkBytes)..Math.Min(packed.Length, (i + 1) * ChunkBytes)];
        }
    }

    /// <summary>The text of an entity. Throws <see cref="InvalidDataException"/> where it is damaged or beyond all limits.</summary>
    public static byte[] Get(TableEntity entity)
    {
        using var packed = new MemoryStream();
        for (var i = 0; i < MaxChunks && entity.GetBinary(Name(i)) is { } chunk; i++)
        {
            packed.Write(chunk);
        }

        packed.Position = 0;
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var json = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (var read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
        {
            json.Write(buffer, 0, read);
            if (json.Length > MaxJsonBytes)
            {
                throw new InvalidDataException($"A table row unpacks to more than {MaxJsonBytes} bytes.");
            }
        }

        return json.ToArray();
    }

    private static string Name(int i) => $"Json{i}";
}
