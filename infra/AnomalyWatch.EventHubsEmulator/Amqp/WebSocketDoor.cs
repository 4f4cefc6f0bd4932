using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>AMQP in WebSockets, for clients behind proxies; the library's own listener for them exists on .NET Framework only.</summary>
internal sealed class WebSocketDoor : IAsyncDisposable
{
    private const string Path = "/$servicebus/websocket";
    private const string EarlyProtocol = "AMQPWSB10";
    private const string Protocol = "amqp";

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;

    private WebSocketDoor(WebApplication application) => _application = application;

    /// <summary>The port listened on.</summary>
    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Begins to listen on loopback; 0 for any port, encrypted where there is a certificate.</summary>
    public static async Task<WebSocketDoor> OpenAsync(AmqpFront front, int port, X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var application = builder.Build();
        application.UseWebSockets();
        application.Map(Path, context => ServeAsync(front, context));
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        return new WebSocketDoor(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task ServeAsync(AmqpFront front, HttpContext context)
    {
        var asked = context.WebSockets.WebSocketRequestedProtocols;
        var protocol = asked.Contains(EarlyProtocol) ? EarlyProtocol : asked.Contains(Protocol) ? Protocol : null;
        if (!context.WebSockets.IsWebSocketRequest || protocol is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol).ConfigureAwait(false);
        await using var stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, CloseTimeout);
        try
        {
            var transport = await front.TakeAsync(stream, socket.Abort).ConfigureAwait(false);
            await transport.Ended.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException or OperationCanceledException or WebSocketException)
        {
            // The peer did not get through the handshake; as on a socket, that ends its connection and nothing else.
        }
    }
}
