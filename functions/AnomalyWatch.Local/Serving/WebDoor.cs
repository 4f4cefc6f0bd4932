using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AnomalyWatch.Local.Serving;

/// <summary>Kestrel with everything that can be reached over HTTP.</summary>
internal sealed class WebDoor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebDoor(WebApplication app, Uri url) => (_app, Url) = (app, url);

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Url { get; }

    /// <summary>Completes when it has stopped.</summary>
    public Task Ended { get; private init; } = Task.CompletedTask;

    /// <summary>Starts listening. Throws <see cref="LocalServerException"/> where an address is taken.</summary>
    public static async Task<WebDoor> StartAsync(DoorContext context, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(context.Options.Urls);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(() => ended.TrySetResult());
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new WebDoor(app, new Uri(url)) { Ended = ended.Task };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
