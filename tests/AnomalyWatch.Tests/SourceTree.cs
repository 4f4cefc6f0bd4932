namespace AnomalyWatch.Tests;

/// <summary>Where the sources lie, for tests that need files from there.</summary>
internal static class SourceTree
{
    /// <summary>The folder with AnomalyWatch.sln, found by walking up from the test's own folder; null outside a source tree.</summary>
    public static string? Root { get; } = Find();

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AnomalyWatch.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
