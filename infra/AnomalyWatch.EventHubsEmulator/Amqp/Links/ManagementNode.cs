using Amqp;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>The node <c>$management</c>, which tells what hubs and partitions are like.</summary>
internal sealed class ManagementNode(
    IReadOnlyDictionary<string, EmulatedHub> hubs, ConnectionClaims claims, TokenCheck tokens, TimeProvider time)
{
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    /// <summary>Answers a READ.</summary>
    public NodeAnswer Answer(Message request)
    {
        var properties = request.ApplicationProperties;
        if (properties?["operation"] as string != "READ" || properties["name"] is not string name || properties["type"] is not string type)
        {
            return new NodeAnswer(400, "The request is no READ of an entity.", Condition: "com.microsoft:argument-error");
        }

        var path = EntityPath.Parse(name).Path;
        if (!MayRead(path, properties["security_token"] as string))
        {
            var error = ServiceErrors.Unauthorized("Listen", path);
            return new NodeAnswer(401, error.Description, Condition: error.Condition);
        }

        if (!hubs.TryGetValue(path, out var hub))
        {
            var error = ServiceErrors.NotFound(path);
            return new NodeAnswer(404, error.Description, Condition: error.Condition);
        }

        switch (type)
        {
            case HubType:
                return new NodeAnswer(200, "OK", Describe(hub.Log));
            case PartitionType:
                var entity = new EntityPath(EntityKind.Partition, path, path, string.Empty, properties["partition"]?.ToString() ?? string.Empty);
                if (entity.TryGetPartition(hub.Log.Partitions.Count, out var partition))
                {
                    return new NodeAnswer(200, "OK", Describe(hub.Log, partition));
                }

                var outside = ServiceErrors.NoSuchPartition(hub.Log.Partitions.Count);
                return new NodeAnswer(400, outside.Description, Condition: outside.Condition);
            default:
                return new NodeAnswer(400, $"There is no entity of type '{type}'.", Condition: "com.microsoft:argument-error");
        }
    }

    private bool MayRead(string path, string? token)
    {
        if (claims.Allow(path, AccessRights.Manage) || claims.Allow(path + "/$management", AccessRights.Manage))
        {
            return true;
        }

        // JavaScript and .NET send a token along instead of putting it first, and do not say of which type.
        return token is not null
            && tokens.Check(token, TokenCheck.JwtType, time.GetUtcNow(), out _) is { } claim
            && (claim.Covers(path, AccessRights.Manage) || claim.Covers(path + "/$management", AccessRights.Manage));
    }

    private static Map Describe(HubLog hub) => new()
    {
        ["name"] = hub.Name,
        ["type"] = HubType,
        ["created_at"] = hub.CreatedAt.UtcDateTime,
        ["partition_count"] = hub.Partitions.Count,
        ["partition_ids"] = Enumerable.Range(0, hub.Partitions.Count).Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray(),
        ["georeplication_factor"] = 1,
    };

    private Map Describe(HubLog hub, int partition)
    {
        var position = hub.Partitions[partition].Position;
        return new Map
        {
            ["name"] = hub.Name,
            ["type"] = PartitionType,
            ["partition"] = partition.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["begin_sequence_number"] = position.FirstSequenceNumber,
            ["last_enqueued_sequence_number"] = position.LastSequenceNumber,
            ["last_enqueued_offset"] = position.LastOffset.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["last_enqueued_time_utc"] = position.LastEnqueuedTime.UtcDateTime,
            ["runtime_info_retrieval_time_utc"] = time.GetUtcNow().UtcDateTime,
            ["is_partition_empty"] = position.IsEmpty,
        };
    }
}
