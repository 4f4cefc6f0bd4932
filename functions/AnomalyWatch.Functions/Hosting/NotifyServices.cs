using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Serving;
using AnomalyWatch.Serving.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>What <see cref="Notify"/>, <see cref="NotifySweep"/> and <see cref="Incidents"/> need.</summary>
internal static class NotifyServices
{
    private const int PollSeconds = 15;

    public static async Task AddAsync(IServiceCollection services, AppSettings settings, Connections connections, CancellationToken cancellationToken)
    {
        var tables = connections.Tables();
        var incidents = new TableIncidentStore(tables);
        var channels = ReadChannels(settings, connections.Time);
        services.AddSingleton(_ => new Notifier(
            incidents,
            new TableNotificationLog(tables),
            new StorageNotificationQueue(connections.Queues(), connections.Time),
            channels,
            new NotifierOptions { PageUri = settings.Page },
            connections.Time,
            new TableNotificationOutbox(tables, connections.Time)));

        var door = await connections.DoorAsync(settings.Stage, cancellationToken).ConfigureAwait(false);
        var options = new QuarantineOptions();
        var quarantine = connections.Quarantine(options);
        var site = new ReadersSite
        {
            Incidents = incidents,
            Feedback = new TableFeedback(tables),
            Quarantine = quarantine,
            Redrive = new QuarantineRedrive(door, quarantine, options, connections.Time),
            Telemetry = door,
            Time = connections.Time,
            PollSeconds = PollSeconds,
        };
        services.AddSingleton(_ => FunctionSite<ReadersSite>.Of(
            settings,
            connections,
            new IngestLimits(),
            (routes, sessions) =>
            {
                site.Map(routes);
                SignInEndpoints.Map(routes, sessions, isAlwaysHttps: true);
            },
            incidents));
    }

    private static IReadOnlyList<IChannel> ReadChannels(AppSettings settings, TimeProvider time)
    {
        try
        {
            return ChannelsFile.Read(settings.Channels, handler: null, time);
        }
        catch (ChannelsFileException exception)
        {
            throw new AppSettingsException([$"{SettingNames.Channels}: {exception.Message}"]);
        }
    }
}
