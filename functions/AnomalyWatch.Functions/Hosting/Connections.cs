using AnomalyWatch.Functions.EventHubs;
using AnomalyWatch.Pipeline.Streaming;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>How an app reaches hubs and storage. Nothing is opened before it is asked for, since no app may reach everything.</summary>
public sealed record Connections
{
    /// <summary>Opens a hub of the namespace that a connection's settings name.</summary>
    public required Func<string, string, CancellationToken, Task<IInvocationHub>> Hub { get; init; }

    /// <summary>The account's blobs.</summary>
    public required Func<BlobClientOptions, BlobServiceClient> Blobs { get; init; }

    /// <summary>The account's tables.</summary>
    public required Func<TableServiceClient> Tables { get; init; }

    /// <summary>The account's queues; texts are base64, as a queue trigger reads them.</summary>
    public required Func<QueueServiceClient> Queues { get; init; }

    /// <summary>The machine's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told, in a sentence without any content, what a person should know.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>Those that the settings name, as the identity that the credential stands for.</summary>
    public static Connections Of(AppSettings settings, TokenCredential credential, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new Connections
        {
            Hub = async (connection, hub, cancellationToken) => await EventHubsHub.ConnectAsync(
                settings[SettingNames.HostOf(connection)], hub, credential, new EventHubConnectionOptions(), cancellationToken).ConfigureAwait(false),
            Blobs = options => new BlobServiceClient(new Uri(settings[SettingNames.BlobsOf(SettingNames.DataStorage)]), credential, options),
            Tables = () => new TableServiceClient(new Uri(settings[SettingNames.TablesOf(SettingNames.DataStorage)]), credential),
            Queues = () => new QueueServiceClient(
                new Uri(settings[SettingNames.QueuesOf(SettingNames.DataStorage)]), credential, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }),
            Say = say,
        };
    }
}
