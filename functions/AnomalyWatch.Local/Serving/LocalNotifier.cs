using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace AnomalyWatch.Local.Serving;

/// <summary>The last stage: takes hints from the storage's queue and tells the channels of the channels file, remembering in a table what was told.</summary>
internal sealed class LocalNotifier : IAsyncDisposable
{
    // One machine's log is small: what a kill left behind is looked for often and said within a minute.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<IChannel> _channels;
    private readonly TableNotificationLog _log;
    private readonly IIncidentStore _incidents;
    private Notifier? _notifier;

    private LocalNotifier(IReadOnlyList<IChannel> channels, string connectionString, IIncidentStore incidents)
    {
        _channels = channels;
        _incidents = incidents;
        var tables = new TableServiceClient(connectionString);
        _log = new TableNotificationLog(tables);
        Outbox = new TableNotificationOutbox(tables, TimeProvider.System);

        // Base64, as the queue trigger of Azure Functions reads it.
        var queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        Hints = new StorageNotificationQueue(queues, TimeProvider.System);
    }

    /// <summary>Where the second fold leaves its hints.</summary>
    public INotificationQueue Hints { get; }

    /// <summary>Where it marks what it writes.</summary>
    public INotificationOutbox Outbox { get; }

    /// <summary>The names of those who are told.</summary>
    public IEnumerable<string> ChannelNames => _channels.Select(channel => channel.Name);

    /// <summary>Reads the channels file; null where there is none. Throws <see cref="LocalServerException"/> with everything that is wrong with it.</summary>
    public static LocalNotifier? Open(string? channelsFile, string connectionString, IIncidentStore incidents)
    {
        if (channelsFile is null)
        {
            return null;
        }

        try
        {
            return new LocalNotifier(ChannelsFile.Read(channelsFile, handler: null, TimeProvider.System), connectionString, incidents);
        }
        catch (ChannelsFileException exception)
        {
            throw new LocalServerException(exception.Message);
        }
    }

    /// <summary>Tells people until cancelled. Messages link to <paramref name="page"/>.</summary>
    public Task RunAsync(Uri page, CancellationToken cancellationToken)
    {
        _notifier = new Notifier(_incidents, _log, Hints, _channels, new NotifierOptions { PageUri = page, Lease = Lease, SweepInterval = SweepInterval }, TimeProvider.System, Outbox);
        return _notifier.RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_notifier is not null)
        {
            await _notifier.DisposeAsync().ConfigureAwait(false);
        }
    }
}
