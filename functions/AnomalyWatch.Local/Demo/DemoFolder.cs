using AnomalyWatch.Local.Serving;

namespace AnomalyWatch.Local.Demo;

/// <summary>The folder of one demo, which must be fresh: recorded time begins again with every demo. A temporary one is removed in the end.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool _isTemporary;

    /// <summary>Makes a temporary folder, or takes the named one. Throws <see cref="LocalServerException"/> where that one is in use.</summary>
    public DemoFolder(string? folder)
    {
        _isTemporary = folder is null;
        try
        {
            if (folder is not null && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new LocalServerException($"The folder {System.IO.Path.GetFullPath(folder)} is not empty, and a demo needs a fresh one. Name another with --data, or leave --data out.");
            }

            Path = folder is null ? Directory.CreateTempSubdirectory("anomalywatch-demo-").FullName : Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalServerException($"The folder for the demo's data cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isTemporary)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left over lies among the temporary files and is the system's to clear away.
        }
    }
}
