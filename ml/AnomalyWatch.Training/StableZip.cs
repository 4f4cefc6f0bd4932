using System.IO.Compression;

namespace AnomalyWatch.Training;

/// <summary>A zip archive without the time at which it was packed, so that the same model is the same file.</summary>
internal static class StableZip
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The archive with its entries sorted by name and all dated 1980-01-01, the earliest that a zip can tell.</summary>
    public static byte[] Of(byte[] zip)
    {
        using var source = new ZipArchive(new MemoryStream(zip));
        using var packed = new MemoryStream();
        using (var target = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                var copy = target.CreateEntry(entry.FullName, CompressionLevel.SmallestSize);
                copy.LastWriteTime = NoTime;
                using var from = entry.Open();
                using var to = copy.Open();
                from.CopyTo(to);
            }
        }

        return packed.ToArray();
    }
}
