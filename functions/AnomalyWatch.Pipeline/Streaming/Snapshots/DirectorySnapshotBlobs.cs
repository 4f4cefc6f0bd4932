using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Blobs as files of a folder, for running without a storage account. A file is written beside its place, flushed to the disk and renamed; every change
/// is made under the folder's lock, so several processes may share it. A file's ETag is the hash of its content. Throws <see cref="IOException"/> and
/// <see cref="UnauthorizedAccessException"/> where the file system fails.
/// </summary>
/// <param name="folder">Where it lies; made when first written to. Only ours: what it holds under names like ours is overwritten and deleted.</param>
public sealed class DirectorySnapshotBlobs(string folder) : ISnapshotBlobs
{
    // Begins with a '.', so no blob can be called like it.
    private const string UnfinishedPrefix = ".unfinished-";
    private const int BufferBytes = 64 * 1024;

    private readonly string _folder = Path.GetFullPath(folder);
    private readonly FolderLock _lock = new(Path.GetFullPath(folder));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = Path.Combine(_folder, BlobName.CheckPrefix(prefix));
        List<SnapshotBlob> found;
        using (await _lock.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            found = !Directory.Exists(place) ? [] :
            [
                .. new DirectoryInfo(place).EnumerateFiles("*", SearchOption.AllDirectories)
                    .Where(file => !file.Name.StartsWith('.'))
                    .Select(file => new SnapshotBlob(Path.GetRelativePath(_folder, file.FullName).Replace('\\', '/'), file.Length)),
            ];
        }

        foreach (var blob in found.OrderBy(blob => blob.Name, StringComparer.Ordinal))
        {
            yield return blob;
        }
    }

    /// <inheritdoc/>
    public async Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        using (await _lock.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var stream = Read(path);
            await using (stream.ConfigureAwait(false))
            {
                var bytes = stream.Length > maxBytes ? [] : new byte[stream.Length];
                await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                var length = stream.Length;
                stream.Position = 0;
                return new SmallBlob(bytes, length, await HashAsync(stream, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        using (await _lock.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            // An open file stays readable when another takes its place or it is deleted.
            return File.Exists(path) && Read(path) is var stream ? new OpenBlob(stream, stream.Length) : null;
        }
    }

    /// <inheritdoc/>
    public async Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (await OpenAsync(name, cancellationToken).ConfigureAwait(false) is not { } open)
        {
            return null;
        }

        await using (open.ConfigureAwait(false))
        {
            open.Stream.Position = offset;
            return await open.Stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        var path = PathOf(name);
        FileStream unfinished;
        using (await _lock.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            if (File.Exists(path))
            {
                return false;
            }

            DeleteLeftOver();
            unfinished = Unfinished();
        }

        try
        {
            await write(unfinished, cancellationToken).ConfigureAwait(false);
            using (await _lock.EnterAsync(cancellationToken).ConfigureAwait(false))
            {
                return Finish(unfinished, path, overwrite: false);
            }
        }
        finally
        {
            await unfinished.DisposeAsync().ConfigureAwait(false);
            File.Delete(unfinished.Name);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        using (await _lock.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await ETagAsync(path, cancellationToken).ConfigureAwait(false) != etag)
            {
                return null;
            }

            var unfinished = Unfinished();
            try
            {
                await unfinished.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                return Finish(unfinished, path, overwrite: true) ? Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) : null;
            }
            finally
            {
                await unfinished.DisposeAsync().ConfigureAwait(false);
                File.Delete(unfinished.Name);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        using (await _lock.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!File.Exists(path) || (etag is not null && await ETagAsync(path, cancellationToken).ConfigureAwait(false) != etag))
            {
                return false;
            }

            File.Delete(path);
            return true;
        }
    }

    private static FileStream Read(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private static async Task<string?> ETagAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var stream = Read(path);
        await using (stream.ConfigureAwait(false))
        {
            return await HashAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> HashAsync(Stream stream, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));

    private static bool Finish(FileStream unfinished, string path, bool overwrite)
    {
        unfinished.Flush(flushToDisk: true);
        unfinished.Dispose();
        if (!overwrite && File.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(unfinished.Name, path, overwrite);
        return true;
    }

    private string PathOf(string name) => Path.Combine(_folder, BlobName.Check(name));

    private FileStream Unfinished() => new(
        Path.Combine(_folder, UnfinishedPrefix + RandomNumberGenerator.GetHexString(16, lowercase: true)),
        FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);

    // Under the lock nobody is between making such a file and holding it, nor between closing and renaming it: what can be opened was left by a crash.
    private void DeleteLeftOver()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, UnfinishedPrefix + "*"))
        {
            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                File.Delete(path);
            }
            catch (IOException)
            {
                // Being written.
            }
        }
    }
}
