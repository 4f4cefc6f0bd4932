using System.Globalization;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>The logs of one event hub: one per partition, in the folders <c>{data}/{hub}/{partition}/</c>.</summary>
public sealed class HubLog : IAsyncDisposable
{
    private const int LongestName = 256;
    private const int MostPartitions = 1024;

    private HubLog(string name, DateTimeOffset createdAt, IReadOnlyList<PartitionLog> partitions)
    {
        Name = name;
        CreatedAt = createdAt;
        Partitions = partitions;
    }

    /// <summary>The hub's name as it was given; the folder is named in small letters, as hub names are compared without regard to case.</summary>
    public string Name { get; }

    /// <summary>When the hub was first opened.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The partitions, by number.</summary>
    public IReadOnlyList<PartitionLog> Partitions { get; }

    /// <summary>Opens a hub and all its partitions.</summary>
    /// <param name="name">Letters, digits, dots, hyphens and underscores; a letter or digit first and last; at most 256.</param>
    /// <param name="partitionCount">1 to 1024. A hub keeps the number it was made with.</param>
    /// <param name="options">How each partition is kept. Its folder is the data folder that holds the hubs, or <c>null</c> for memory only; its partition is set here.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidDataException">The hub exists with another number of partitions: keys would land elsewhere and positions would lose their meaning.</exception>
    public static HubLog Open(string name, int partitionCount, PartitionLogOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is no name for a hub: letters, digits, dots, hyphens and underscores, a letter or digit first and last, at most {LongestName}.", nameof(name));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(partitionCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionCount, MostPartitions);
        options.Validate();
        var createdAt = time.GetUtcNow();
        var folder = options.Folder is { } data ? Path.Combine(data, name.ToLowerInvariant()) : null;
        if (folder is not null)
        {
            createdAt = HubFile.ReadOrMake(folder, name, partitionCount, createdAt).CreatedAt;
        }

        var partitions = new List<PartitionLog>(partitionCount);
        try
        {
            for (var number = 0; number < partitionCount; number++)
            {
                var own = folder is null ? null : Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture));
                partitions.Add(PartitionLog.Open(options with { Partition = number, Folder = own }, time));
            }
        }
        catch
        {
            partitions.ForEach(opened => opened.Close());
            throw;
        }

        return new HubLog(name, createdAt, partitions);
    }

    /// <summary>Closes all partitions.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var partition in Partitions)
        {
            await partition.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= LongestName }
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);
}
