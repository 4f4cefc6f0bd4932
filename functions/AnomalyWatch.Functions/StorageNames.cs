using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Functions;

/// <summary>
/// What the deployment makes in the account of <see cref="SettingNames.DataStorage"/>, and which secrets it refers to. Incidents and anomalies have a table a
/// month beside these, which the second fold makes itself.
/// </summary>
public static class StorageNames
{
    /// <summary>States of the folds.</summary>
    public const string Snapshots = AzureSnapshotBlobs.ContainerName;

    /// <summary>How far the ingest app has come in Azure's logs.</summary>
    public const string Positions = "positions";

    /// <summary>What could not be read.</summary>
    public const string Quarantine = BlobQuarantine.ContainerName;

    /// <summary>Closed windows, to train on.</summary>
    public const string Archive = "archive";

    /// <summary>Models and their manifests.</summary>
    public const string Models = "models";

    /// <summary>Events of the hubs as they came, where Capture is on.</summary>
    public const string Capture = "capture";

    /// <summary>Where hints go that were taken too often in vain.</summary>
    public const string PoisonQueue = StorageNotificationQueue.QueueName + "-poison";

    /// <summary>Every container.</summary>
    public static IReadOnlyList<string> Containers { get; } = [Snapshots, Positions, Quarantine, Archive, Models, Capture];

    /// <summary>Every table but those of a month.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        TableIncidentStore.IndexTableName, TableFeedback.TableName, TableNotificationLog.TableName, TableNotificationOutbox.TableName,
    ];

    /// <summary>Every queue.</summary>
    public static IReadOnlyList<string> Queues { get; } = [StorageNotificationQueue.QueueName, PoisonQueue];
}
