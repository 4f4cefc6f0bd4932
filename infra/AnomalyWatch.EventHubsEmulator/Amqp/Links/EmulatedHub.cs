using System.Collections.Concurrent;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>One hub as the front sees it.</summary>
internal sealed class EmulatedHub(HubLog log, IEnumerable<string> consumerGroups)
{
    private readonly HashSet<string> _groups = new(consumerGroups, StringComparer.OrdinalIgnoreCase) { "$Default" };
    private readonly ConcurrentDictionary<(string Group, int Partition), ReceiverRegistry> _receivers = new();

    private uint _next;

    /// <summary>Its partitions.</summary>
    public HubLog Log { get; } = log;

    /// <summary>The partition for an event without key.</summary>
    public int NextPartition() => (int)(Interlocked.Increment(ref _next) % (uint)Log.Partitions.Count);

    /// <summary>Whether there is a consumer group of that name.</summary>
    public bool HasGroup(string group) => _groups.Contains(group);

    /// <summary>Who reads a partition in a group.</summary>
    public ReceiverRegistry Receivers(string group, int partition) =>
        _receivers.GetOrAdd((group.ToLowerInvariant(), partition), _ => new ReceiverRegistry());
}
