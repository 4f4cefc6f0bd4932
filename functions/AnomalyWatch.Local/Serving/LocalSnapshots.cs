using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Streaming.EventHubs;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using Azure.Storage.Blobs;

namespace AnomalyWatch.Local.Serving;

/// <summary>
/// Where a server keeps the states of its folds: in the blobs of its storage, in a container named for the log that they belong to. A state is of no use
/// with another log, and one storage account may serve several.
/// </summary>
internal static class LocalSnapshots
{
    /// <summary>What the pipeline is given.</summary>
    public static SnapshotKeeping Keeping(LocalOptions options, string connectionString, string folderId, Action<string> say) =>
        new(Blobs(options, connectionString, folderId), options.Clock, TimeProvider.System, say)
        {
            Interval = options.KeepEvery,
            Reached = SuddenEnd.FromEnvironment(),
        };

    /// <summary>The blobs of the log.</summary>
    public static AzureSnapshotBlobs Blobs(LocalOptions options, string connectionString, string folderId)
    {
        var log = options.EventHubs == LocalOptions.AutoStorage ? folderId : IdOf(options.EventHubs);
        return new AzureSnapshotBlobs(
            new BlobServiceClient(connectionString, AzureSnapshotBlobs.BoundedRetries()).GetBlobContainerClient($"{AzureSnapshotBlobs.ContainerName}-{log}"));
    }

    /// <summary>A name of a namespace, 16 hexadecimal digits.</summary>
    public static string IdOf(string eventHubs) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(EventHubsConnectionString.Parse(eventHubs).Endpoint.Host)).AsSpan(0, 8));
}
