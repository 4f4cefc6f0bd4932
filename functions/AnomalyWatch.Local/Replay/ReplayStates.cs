using System.Globalization;
using System.Text.Json;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Local.Replay;

/// <summary>
/// What replays have learned, in a folder. Each writes the states of all partitions into a folder of its own (<c>run-1</c>, <c>run-2</c>); they count
/// only from the moment when <c>current.json</c> names them, so a replay that was ended in the middle leaves what was there before. One replay at a time.
/// </summary>
internal sealed class ReplayStates : IDisposable
{
    private const string CurrentName = "current.json";
    private const string RunPrefix = "run-";
    private const int MaxCurrentBytes = 64 * 1024;

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly Current? _current;

    private ReplayStates(string folder, FileStream @lock, Current? current)
    {
        (_folder, _lock, _current) = (folder, @lock, current);
        DeleteAllBut(current?.Run);
        if (current is not null)
        {
            Copy(RunFolder(current.Run), RunFolder(Run));
        }

        // One generation: an older one would not end where the log goes on.
        Keeping = new SnapshotKeeping(new DirectorySnapshotBlobs(RunFolder(Run)), ClockMode.Record, TimeProvider.System, Console.Error.WriteLine)
        {
            Interval = TimeSpan.MaxValue,
            Options = new SnapshotOptions { Generations = 1 },
        };
    }

    /// <summary>The number of the replay that begins, from 1.</summary>
    public int Run => (_current?.Run ?? 0) + 1;

    /// <summary>The sequence numbers of the events to come of the hub <c>invocations</c>, by partition; null for a new log.</summary>
    public IReadOnlyList<long>? Invocations => _current?.Invocations;

    /// <summary>The same of the hub <c>findings</c>.</summary>
    public IReadOnlyList<long>? Findings => _current?.Findings;

    /// <summary>How many partitions of both hubs have a state to go on from.</summary>
    public int Begun => (Invocations ?? []).Concat(Findings ?? []).Count(next => next > 0);

    /// <summary>How the states of the folds are kept.</summary>
    public SnapshotKeeping Keeping { get; }

    /// <summary>Opens a folder, making it where it is absent.</summary>
    /// <exception cref="InvalidDataException">What lies there is not what a replay left.</exception>
    /// <exception cref="IOException">It cannot be used, or another replay is using it.</exception>
    public static ReplayStates Open(string folder)
    {
        var path = Path.GetFullPath(folder);
        Directory.CreateDirectory(path);
        var file = new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new ReplayStates(path, file, ReadCurrent(Path.Combine(path, CurrentName)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes what was kept count, from the end of both logs on.</summary>
    public async Task CommitAsync(IInvocationHub invocations, IInvocationHub findings, CancellationToken cancellationToken)
    {
        var current = new Current(Run, await NextAsync(invocations, cancellationToken).ConfigureAwait(false), await NextAsync(findings, cancellationToken).ConfigureAwait(false));
        var unfinished = Path.Combine(_folder, CurrentName + ".unfinished");
        var file = File.Create(unfinished);
        await using (file.ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(file, current, JsonSerializerOptions.Web, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, Path.Combine(_folder, CurrentName), overwrite: true);
        DeleteAllBut(Run);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static Current? ReadCurrent(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var isSmall = new FileInfo(path).Length <= MaxCurrentBytes;
            if (isSmall && JsonSerializer.Deserialize<Current>(File.ReadAllBytes(path), JsonSerializerOptions.Web) is { Run: > 0, Invocations: { } invocations, Findings: { } findings } current
                && invocations.Concat(findings).All(next => next >= 0))
            {
                return current;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new InvalidDataException($"{path} is not what a replay wrote. Name another folder with --states, or delete this one to begin anew.");
    }

    private static async Task<IReadOnlyList<long>> NextAsync(IInvocationHub hub, CancellationToken cancellationToken)
    {
        var next = new long[hub.PartitionCount];
        for (var partition = 0; partition < next.Length; partition++)
        {
            next[partition] = 1 + await hub.GetLastSequenceNumberAsync(partition, cancellationToken).ConfigureAwait(false);
        }

        return next;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private string RunFolder(int run) => Path.Combine(_folder, RunPrefix + run.ToString(CultureInfo.InvariantCulture));

    private void DeleteAllBut(int? run)
    {
        var kept = run is { } number ? RunFolder(number) : null;
        foreach (var folder in Directory.EnumerateDirectories(_folder, RunPrefix + "*").Where(folder => folder != kept))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Current(int Run, IReadOnlyList<long> Invocations, IReadOnlyList<long> Findings);
}
