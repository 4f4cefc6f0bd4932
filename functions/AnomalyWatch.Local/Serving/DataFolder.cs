using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Serving;

/// <summary>
/// The folder that one server keeps its data in. A folder keeps one kind of clock for ever, because times of two kinds cannot be compared; and
/// it serves one server at a time, because two Azurites on the same files would destroy them.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const int MaxClockLength = 64;

    private readonly FileStream _clock;

    private DataFolder(string path, FileStream clock, string id) => (Path, _clock, Id) = (path, clock, id);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>A name that no other folder has, 16 hexadecimal digits: what is kept elsewhere about the events in here is kept under it.</summary>
    public string Id { get; }

    /// <summary>Opens a folder, making it where it is absent. Throws <see cref="LocalServerException"/> with what to do.</summary>
    public static DataFolder Open(string folder, ClockMode clock)
    {
        var path = System.IO.Path.GetFullPath(folder);
        FileStream file;
        try
        {
            Directory.CreateDirectory(path);
            file = new FileStream(System.IO.Path.Combine(path, "clock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new LocalServerException($"The data folder {path} is not writable. Name another with --data.");
        }
        catch (IOException)
        {
            throw new LocalServerException($"The data folder {path} cannot be used, or another AnomalyWatch is using it. End that one, or name another folder with --data.");
        }

        try
        {
            Match(file, path, clock);
            return new DataFolder(path, file, FindId(path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _clock.Dispose();

    private static string FindId(string path)
    {
        var file = System.IO.Path.Combine(path, "id");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: 16 } id && id.All(char.IsAsciiHexDigitLower))
        {
            return id;
        }

        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(file, made + "\n");
        return made;
    }

    private static void Match(FileStream file, string path, ClockMode clock)
    {
        var name = clock == ClockMode.Record ? "record" : "wall";
        var bytes = new byte[MaxClockLength];
        var kept = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Trim();
        if (kept.Length == 0)
        {
            file.Write(Encoding.UTF8.GetBytes(name + "\n"));
            file.Flush(flushToDisk: true);
        }
        else if (kept != name)
        {
            throw new LocalServerException(
                kept is "wall" or "record"
                    ? $"The data folder {path} was filled with --clock {kept} and cannot go on with --clock {name}. Name another folder with --data."
                    : $"The file 'clock' in the data folder {path} holds neither 'wall' nor 'record'. Name another folder with --data.");
        }
    }
}
