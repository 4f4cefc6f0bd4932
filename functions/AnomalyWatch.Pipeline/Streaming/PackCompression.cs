using System.IO.Compression;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>How the dense part of a pack is compressed: Brotli, the best of what .NET 10 has (tests/AnomalyWatch.Tests/Streaming/packing.md has the figures).</summary>
internal static class PackCompression
{
    /// <summary>As it is.</summary>
    public const byte None = 0;

    /// <summary>Brotli.</summary>
    public const byte Brotli = 1;

    /// <summary>Below this there is nothing to gain.</summary>
    private const int MinBytes = 64;

    // Quality 5 packs no denser and takes nearly twice as long, 3 is a tenth larger.
    private const int Quality = 4;
    private const int MinWindowBits = 16;
    private const int MaxWindowBits = 22;

    /// <summary>Compresses into <paramref name="target"/>, which has at least the source's length; gives the length, or 0 where it is not worth while.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.Length < MinBytes)
        {
            return 0;
        }

        // The encoder's tables grow with its window, and most packs are far smaller than the default of 4 MiB.
        var window = Math.Clamp(32 - int.LeadingZeroCount(source.Length), MinWindowBits, MaxWindowBits);
        return BrotliEncoder.TryCompress(source, target[..(source.Length - 1)], out var length, Quality, window) ? length : 0;
    }

    /// <summary>Unpacks into a target of exactly the length that is to come out.</summary>
    public static bool TryDecompress(byte method, ReadOnlySpan<byte> source, Span<byte> target)
    {
        switch (method)
        {
            case None when source.Length == target.Length:
                source.CopyTo(target);
                return true;
            case Brotli:
                return BrotliDecoder.TryDecompress(source, target, out var length) && length == target.Length;
            default:
                return false;
        }
    }
}
