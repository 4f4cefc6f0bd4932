namespace AnomalyWatch.Tests;

/// <summary>Recorded data too large for the source tree, in a folder <c>shared</c> beside it or where ANOMALYWATCH_SHARED says.</summary>
internal static class SharedFolder
{
    /// <summary>The full path of a file in it. Ends the test as inconclusive where it is absent.</summary>
    public static string File(string relativePath)
    {
        var folder = Environment.GetEnvironmentVariable("ANOMALYWATCH_SHARED")
            ?? (SourceTree.Root is { } root ? Path.Combine(root, "..", "shared") : null);
        var path = folder is null ? null : Path.GetFullPath(Path.Combine(folder, relativePath));
        if (path is null || !System.IO.File.Exists(path))
        {
            Assert.Inconclusive($"The recorded data {relativePath} are not here: put them into a folder 'shared' beside the source tree or name it in ANOMALYWATCH_SHARED.");
        }

        return path!;
    }
}
