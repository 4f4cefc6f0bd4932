using System.Text;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Which files of a partition are its state: the blob <c>manifest</c>, a line of JSON and a line with that one's SHA-256. It is the only blob that is ever
/// written over, always with If-Match, so that what it names is the work of owners who knew of each other's.
/// </summary>
internal sealed record SnapshotManifest
{
    /// <summary>What the blob is called in its place.</summary>
    public const string Name = "manifest";

    /// <summary>The longest that is read.</summary>
    public const int MaxBytes = 512 * 1024;

    private const int Version = 1;
    /// <summary>The most generations that are believed.</summary>
    public const int MaxGenerations = 100;
    /// <summary>The most files of a generation.</summary>
    public const int MaxFiles = 1_000;
    private const int HashDigits = 2 * SnapshotFormat.HashBytes;

    /// <summary>How many partitions the hub had.</summary>
    public required int PartitionCount { get; init; }

    /// <summary>The kind of clock that the log was stamped with.</summary>
    public required ClockMode Clock { get; init; }

    /// <summary>What is kept, the newest first.</summary>
    public required IReadOnlyList<SnapshotGeneration> Generations { get; init; }

    /// <summary>The last event that the newest state includes, or -1.</summary>
    public long SequenceNumber => Generations.Count > 0 ? Generations[0].Last.Name.SequenceNumber : -1;

    /// <summary>The bytes of the blob: the same manifest gives the same.</summary>
    public byte[] Write()
    {
        var generations = Generations.Select(generation => new GenerationJson(
            generation.FoldVersion,
            [.. generation.Files.Select(file => new FileJson(file.Name.ToString(), file.Length))]));
        var line = JsonSerializer.Serialize(new ManifestJson(Version, PartitionCount, Clock.ToString(), [.. generations]), JsonSerializerOptions.Web);
        return Encoding.UTF8.GetBytes($"{line}\n{HashOf(line)}\n");
    }

    /// <summary>Reads the bytes of the blob, or says why not; never throws for them.</summary>
    public static SnapshotManifest? TryRead(ReadOnlySpan<byte> bytes, out string? fault)
    {
        fault = "its checksum does not fit";
        if (bytes.Length is < HashDigits + 2 or > MaxBytes || !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return null;
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines.Length != 3 || lines[2].Length > 0 || lines[1] != HashOf(lines[0]))
        {
            return null;
        }

        fault = "it says what cannot be";
        try
        {
            var manifest = JsonSerializer.Deserialize<ManifestJson>(lines[0], JsonSerializerOptions.Web) is { } json ? Read(json) : null;
            fault = manifest is null ? fault : null;
            return manifest;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SnapshotManifest? Read(ManifestJson json)
    {
        if (json.Version != Version
            || json.Partitions is < 1 or > SnapshotPlace.MaxPartitions
            || !Enum.TryParse<ClockMode>(json.Clock, out var clock) || !Enum.IsDefined(clock)
            || json.Generations is not { Length: <= MaxGenerations })
        {
            return null;
        }

        var generations = new List<SnapshotGeneration>();
        foreach (var generation in json.Generations)
        {
            var files = new List<ManifestFile>();
            foreach (var file in generation?.Files?.Take(MaxFiles) ?? [])
            {
                if (file?.Name is null || !SnapshotFileName.TryParse(file.Name, out var name))
                {
                    return null;
                }

                files.Add(new ManifestFile(name, file.Bytes));
            }

            generations.Add(new SnapshotGeneration(generation?.FormatVersion ?? 0, files));
        }

        return generations.TrueForAll(generation => generation.IsChain)
            ? new SnapshotManifest { PartitionCount = json.Partitions, Clock = clock, Generations = generations }
            : null;
    }

    private static string HashOf(string line) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    private sealed record ManifestJson(int Version, int Partitions, string? Clock, GenerationJson?[]? Generations);

    private sealed record GenerationJson(int FormatVersion, FileJson?[]? Files);

    private sealed record FileJson(string? Name, long Bytes);
}
