using System.Text.Json;
using System.Text.Json.Serialization;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>What <c>hub.json</c> says of a hub, beside the folders of its partitions.</summary>
internal sealed record HubFile(
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("partitions")] int Partitions,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt)
{
    private const string FileName = "hub.json";
    private const int CurrentVersion = 1;
    private const int MostBytes = 4 << 10;

    /// <summary>Reads the file, or writes it when the hub is new, and holds it against the asked number of partitions.</summary>
    public static HubFile ReadOrMake(string folder, string hub, int partitions, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            var made = new HubFile(CurrentVersion, partitions, now);
            // Whole or not at all: a hub with half a file could not be opened any more.
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(made));
            File.Move(path + ".new", path, overwrite: true);
            return made;
        }

        var found = Read(path);
        if (found.Version != CurrentVersion)
        {
            throw new InvalidDataException($"{path} has version {found.Version}; this program reads version {CurrentVersion}.");
        }

        if (found.Partitions != partitions)
        {
            throw new InvalidDataException(
                $"The hub {hub} was made with {found.Partitions} partitions and cannot be opened with {partitions}: keys would land in other partitions than before. Open it with {found.Partitions}, or use another data folder.");
        }

        return found;
    }

    private static HubFile Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length <= MostBytes && JsonSerializer.Deserialize<HubFile>(File.ReadAllBytes(path)) is { } file)
            {
                return file;
            }
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message}", e);
        }

        throw new InvalidDataException($"{path} is damaged.");
    }
}
