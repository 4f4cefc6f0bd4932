namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>One at a time in a folder, over threads and processes. The lock goes with its holder, even one that is killed.</summary>
internal sealed class FolderLock(string folder)
{
    /// <summary>The file that is held, in the folder.</summary>
    public const string FileName = ".lock";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private const int MaxTries = 4_000;

    /// <summary>Waits for the lock, about 20 s at most, then throws <see cref="IOException"/>.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            Directory.CreateDirectory(folder);
            try
            {
                return new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (tries < MaxTries)
            {
                // Held for the length of a rename or of a small write.
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
