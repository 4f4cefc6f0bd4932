using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Local.Serving.Authentication;

/// <summary>
/// The keys in the data folder, <c>keys.json</c>, readable by its owner only. The commands change it, also while a server runs, which looks
/// at it again about once a second.
/// </summary>
internal sealed class KeyFile(string folder, TimeProvider time)
{
    private const string Name = "keys.json";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly string _path = Path.Combine(folder, Name);
    private readonly Lock _lock = new();
    private KeyRing _ring = KeyRing.Empty;
    private long? _looked;
    private (DateTime Written, long Length) _seen;

    /// <summary>
    /// The keys now. A file that cannot be read any more leaves those read last: a reader that stopped believing all keys would lock everybody
    /// out, and one that was told of no revocation cannot know it.
    /// </summary>
    public KeyRing Current
    {
        get
        {
            lock (_lock)
            {
                if (_looked is null || time.GetElapsedTime(_looked.Value) >= Look)
                {
                    _looked = time.GetTimestamp();
                    Refresh();
                }

                return _ring;
            }
        }
    }

    /// <summary>The keys as they are in the file; none where there is no file. Throws <see cref="LocalServerException"/> where it is damaged.</summary>
    public KeyRing Read() => TryRead(out var ring) ? ring : throw new LocalServerException($"The file {_path} cannot be read or holds no keys of this version. Restore it, or remove it and make new keys.");

    /// <summary>Changes the keys in one step, one process at a time; gives why it cannot be done, or null.</summary>
    public string? Change(Func<KeyRing, (KeyRing? Ring, string? Fault)> change)
    {
        Directory.CreateDirectory(folder);
        try
        {
            using var turn = Create(_path + ".lock", FileMode.OpenOrCreate);
            var (ring, fault) = change(Read());
            if (ring is null || fault is not null)
            {
                return fault;
            }

            var written = _path + ".new";
            using (var file = Create(written, FileMode.Create))
            {
                file.Write(KeyRingJson.Write(ring));
                file.Flush(flushToDisk: true);
            }

            File.Move(written, _path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The keys in {folder} cannot be written, or another command is writing them: {exception.Message}";
        }
    }

    private static FileStream Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private void Refresh()
    {
        var file = new FileInfo(_path);
        var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (now != _seen && TryRead(out var ring))
        {
            (_ring, _seen) = (ring, now);
        }
    }

    private bool TryRead(out KeyRing ring)
    {
        ring = KeyRing.Empty;
        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > KeyRingJson.MaxBytes)
            {
                return false;
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            if (KeyRingJson.Read(bytes) is not { } read)
            {
                return false;
            }

            ring = read;
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
