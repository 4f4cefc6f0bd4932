using System.Globalization;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>What an address names.</summary>
internal enum EntityKind
{
    Unknown,
    Cbs,
    Management,
    Hub,
    Partition,
    ConsumerGroupPartition,
}

/// <summary>An address of Event Hubs taken apart: .NET writes <c>/hub/..</c>, Python <c>amqps://host/hub/..</c>, JavaScript <c>hub/..</c>.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Path">The path in small letters, as claims are compared.</param>
/// <param name="Hub">The hub; empty for the nodes of the namespace.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="Partition">The partition's id as it was written; it may be none of the hub's.</param>
internal readonly record struct EntityPath(EntityKind Kind, string Path, string Hub, string Group, string Partition)
{
    private const int MaxLength = 1024;

    /// <summary>Takes an address apart.</summary>
    public static EntityPath Parse(string? address)
    {
        if (address is null || address.Length > MaxLength)
        {
            return default(EntityPath) with { Path = string.Empty, Hub = string.Empty, Group = string.Empty, Partition = string.Empty };
        }

        var path = SharedAccessToken.PathOf(address);
        return path.Split('/') switch
        {
            ["$cbs"] => new(EntityKind.Cbs, path, string.Empty, string.Empty, string.Empty),
            ["$management"] => new(EntityKind.Management, path, string.Empty, string.Empty, string.Empty),
            [var hub, "$management"] => new(EntityKind.Management, path, hub, string.Empty, string.Empty),
            [var hub] when hub.Length > 0 => new(EntityKind.Hub, path, hub, string.Empty, string.Empty),
            [var hub, "partitions", var id] => new(EntityKind.Partition, path, hub, string.Empty, id),
            [var hub, "consumergroups", var group, "partitions", var id] => new(EntityKind.ConsumerGroupPartition, path, hub, group, id),
            _ => new(EntityKind.Unknown, path, string.Empty, string.Empty, string.Empty),
        };
    }

    /// <summary>The partition's number; false where it is none of the hub's.</summary>
    public bool TryGetPartition(int count, out int number) =>
        int.TryParse(Partition, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < count;
}
