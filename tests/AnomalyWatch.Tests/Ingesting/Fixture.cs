namespace AnomalyWatch.Tests.Ingesting;

/// <summary>The recorded and hand-written deliveries in tests/fixtures, one folder per source.</summary>
internal static class Fixture
{
    /// <summary>The bytes of one; ends the test as inconclusive outside a source tree.</summary>
    public static byte[] Bytes(string source, string name) => File.ReadAllBytes(Path.Combine(Folder(source), name));

    /// <summary>All deliveries of a source.</summary>
    public static IReadOnlyList<byte[]> All(string source) =>
        [.. Directory.GetFiles(Folder(source), "*.json*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static string Folder(string source)
    {
        if (SourceTree.Root is null)
        {
            Assert.Inconclusive("The tests do not run in a source tree.");
        }

        return Path.Combine(SourceTree.Root!, "tests", "fixtures", source);
    }
}
