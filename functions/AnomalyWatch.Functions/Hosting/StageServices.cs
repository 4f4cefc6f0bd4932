using System.Globalization;
using System.Security.Cryptography;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>
/// What the doors of one stage need, and nothing of the others': a function that is switched off can still be called by whoever holds the host's master key, and
/// then finds no services.
/// </summary>
public static class StageServices
{
    private const int NameDigits = 32;

    /// <summary>Opens what a stage needs and registers it.</summary>
    public static Task AddAsync(IServiceCollection services, AppSettings settings, Connections connections, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Stage == Stage.Ingest ? IngestServices.AddAsync(services, settings, connections, cancellationToken)
            : settings.Stage == Stage.Score ? ScoreServices.AddAsync(services, connections, cancellationToken)
            : NotifyServices.AddAsync(services, settings, connections, cancellationToken);
    }

    /// <summary>Opens one of the two hubs.</summary>
    internal static Task<IInvocationHub> HubAsync(this Connections connections, string hub, CancellationToken cancellationToken) =>
        connections.Hub(SettingNames.EventHubs, hub, cancellationToken);

    /// <summary>The way in, under a name that no other life has: packs of an earlier process must not count as doubles.</summary>
    internal static async Task<TelemetryDoor> DoorAsync(this Connections connections, Stage stage, CancellationToken cancellationToken) => new(
        await connections.HubAsync(HubNames.Invocations, cancellationToken).ConfigureAwait(false),
        await connections.HubAsync(HubNames.Findings, cancellationToken).ConfigureAwait(false),
        new PipelineOptions(
            ClockMode.Wall,
            string.Create(CultureInfo.InvariantCulture, $"{stage.Name}-{RandomNumberGenerator.GetHexString(NameDigits, lowercase: true)}"),
            connections.Time));

    /// <summary>The quarantine. Attempts are short, because somebody waits at the door.</summary>
    internal static BlobQuarantine Quarantine(this Connections connections, QuarantineOptions options) => new(
        connections.Blobs(new BlobClientOptions
        {
            Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(200), Mode = RetryMode.Exponential, NetworkTimeout = TimeSpan.FromSeconds(10) },
        }).GetBlobContainerClient(StorageNames.Quarantine),
        options,
        connections.Time);
}
