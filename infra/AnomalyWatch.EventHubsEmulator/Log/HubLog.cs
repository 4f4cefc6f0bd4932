namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>The logs of one event hub: one per partition, in the folders <c>{data}/{hub}/{partition}/</c>.</summary>
public sealed class HubLog : IAsyncDisposable
{
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
        var partitions = Enumerable.Range(0, partitionCount).Select(number => PartitionLog.Open(options with { Partition = number }, time)).ToArray();
        return new HubLog(name, time.GetUtcNow(), partitions);
    }

    /// <summary>Closes all partitions.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var partition in Partitions)
        {
            await partition.DisposeAsync().ConfigureAwait(false);
        }
    }
}
