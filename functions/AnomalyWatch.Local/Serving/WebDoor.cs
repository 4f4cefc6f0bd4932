using AnomalyWatch.Local.Serving.Http;
using AnomalyWatch.Serving;
using AnomalyWatch.Serving.Authentication;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AnomalyWatch.Local.Serving;

/// <summary>Kestrel with everything that can be reached over HTTP.</summary>
internal sealed class WebDoor : IAsyncDisposable
{
    private const int MaxConnections = 512;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;
    private readonly CredentialGuard _guard;

    private WebDoor(WebApplication app, CancellationTokenSource stopping, CredentialGuard guard, Task ended)
    {
        (_app, _stopping, _guard, Ended) = (app, stopping, guard, ended);
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Url { get; }

    /// <summary>Completes when it has stopped.</summary>
    public Task Ended { get; }

    /// <summary>Starts listening. Throws <see cref="LocalServerException"/> where an address is taken.</summary>
    public static async Task<WebDoor> StartAsync(DoorContext door, CancellationToken cancellationToken)
    {
        // Empty: neither environment nor settings files may add an address or loosen a limit.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, door.Options));
        builder.Services.AddRoutingCore().AddRateLimiter(rate => IngestRate.Configure(rate, door.Options.Limits));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        var app = builder.Build();
        var stopping = new CancellationTokenSource();
        var sessions = new Sessions(door.Authenticator, TimeProvider.System);
        var guard = new CredentialGuard(door.Authenticator, sessions, door.Options.Limits);
        Map(app, door, guard, sessions, stopping.Token);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            stopping.Dispose();
            guard.Dispose();
            throw new LocalServerException($"Cannot listen on {door.Options.Urls}: {exception.Message} Name another address with --urls.", exception);
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Lifetime.ApplicationStopped.Register(() => ended.TrySetResult());
        return new WebDoor(app, stopping, guard, ended.Task);
    }

    /// <summary>Takes no new connections, ends the streams of events, and lets other requests finish.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _guard.Dispose();
    }

    private static void Listen(KestrelServerOptions kestrel, LocalOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestBodySize = IngestLimits.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.Limits.MinBodyBytesPerSecond, options.Limits.BodyGrace);
        foreach (var (address, port) in ListenAddress.Parse(options.Urls).Addresses)
        {
            if (address is null)
            {
                kestrel.ListenLocalhost(port);
            }
            else
            {
                kestrel.Listen(address, port);
            }
        }
    }

    private static void Map(WebApplication app, DoorContext door, CredentialGuard guard, Sessions sessions, CancellationToken stopping)
    {
        WebRules.Use(app, guard, door.Authenticator.IsRequired, door.Say);
        door.Senders.Map(app);
        door.Readers.Map(app);
        SignInEndpoints.Map(app, sessions);
        ClockEndpoint.Map(app, door.Readers.Telemetry);
        new EventsEndpoint(door.Watcher, stopping).Map(app);
        StatsEndpoint.Map(app, door.Totals);
        HealthEndpoints.Map(app, door.Readers.IsRunning, door.Readers.Incidents);
    }

    /// <summary>The command decides when to stop, in what order; the web server does not listen for signals itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
