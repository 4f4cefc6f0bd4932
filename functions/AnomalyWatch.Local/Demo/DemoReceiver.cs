using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AnomalyWatch.Local.Demo;

/// <summary>
/// The other end of the demo's webhook channel, on a free loopback port: checks the signature, remembers what arrived, and tells about each
/// message once, however often it is sent.
/// </summary>
internal sealed class DemoReceiver : IAsyncDisposable
{
    private const string Path = "/hook";
    private const int MaxBodyBytes = 256 * 1024;
    private const int MaxIdLength = 256;
    private const int MaxMessages = 10_000;

    private readonly WebApplication _app;
    private readonly DemoSignature _signature = new();
    private readonly Action<DemoMessage> _onMessage;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DemoMessage> _messages = new(StringComparer.Ordinal);
    private int _repeated;
    private int _refused;

    private DemoReceiver(WebApplication app, Action<DemoMessage> onMessage, TimeProvider time) => (_app, _onMessage, _time) = (app, onMessage, time);

    /// <summary>Where to post to.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The signing secret; this receiver's own.</summary>
    public string Secret => _signature.Secret;

    /// <summary>Messages that arrived, each counted once.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>Messages that arrived again under the same id.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    /// <summary>Posts that were refused: not signed with the secret, too long, or not a message.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Starts listening. <paramref name="onMessage"/> is called once for every new message, one at a time.</summary>
    public static async Task<DemoReceiver> StartAsync(Action<DemoMessage> onMessage, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var receiver = new DemoReceiver(app, onMessage, time);
        app.MapPost(Path, receiver.ReceiveAsync);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        receiver.Url = new Uri(new Uri(address), Path);
        return receiver;
    }

    /// <summary>The messages that arrived about an incident.</summary>
    public IReadOnlyList<DemoMessage> About(string incidentId)
    {
        lock (_lock)
        {
            return [.. _messages.Values.Where(message => message.IncidentId == incidentId)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        http.Response.StatusCode = Receive(http.Request.Headers, body.ToArray());
    }

    private int Receive(IHeaderDictionary headers, byte[] body)
    {
        var id = headers["webhook-id"].ToString();
        if (id.Length is 0 or > MaxIdLength
            || !_signature.Holds(id, headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body, _time.GetUtcNow()))
        {
            Interlocked.Increment(ref _refused);
            return StatusCodes.Status401Unauthorized;
        }

        if (Read(id, body) is not { } message)
        {
            Interlocked.Increment(ref _refused);
            return StatusCodes.Status400BadRequest;
        }

        lock (_lock)
        {
            if (_messages.Count < MaxMessages && _messages.TryAdd(id, message))
            {
                _onMessage(message);
            }
            else
            {
                Interlocked.Increment(ref _repeated);
            }
        }

        return StatusCodes.Status204NoContent;
    }

    private static DemoMessage? Read(string id, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var data = json.RootElement.GetProperty("data");
            return new DemoMessage(id, json.RootElement.GetProperty("type").GetString()!, data.GetProperty("id").GetString()!, data.GetProperty("title").GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
