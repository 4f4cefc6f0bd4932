using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AnomalyWatch.Tests.Route.Kills;

/// <summary>Stands between the program and a storage account: hands requests on, but answers some with 429 or 500, and lets others wait before or after they were carried out.</summary>
internal sealed class FaultyStorage : IAsyncDisposable
{
    private static readonly string[] NotForwarded = ["Host", "Transfer-Encoding", "Connection", "Content-Length"];

    private readonly List<WebApplication> _fronts = [];
    private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false });
    private readonly Random _random;
    private readonly double _share;
    private long _faults;

    private FaultyStorage(int seed, double share) => (_random, _share) = (new Random(seed), share);

    /// <summary>The connection string that leads through here.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>How many requests were answered wrongly or late.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Begins to stand in front of an account.</summary>
    /// <param name="connectionString">The account's, with the three endpoints named.</param>
    /// <param name="share">How many requests go wrong, 0 to 1.</param>
    /// <param name="seed">Which ones.</param>
    public static async Task<FaultyStorage> StartAsync(string connectionString, double share, int seed)
    {
        var storage = new FaultyStorage(seed, share);
        var parts = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var at = parts[i].IndexOf("Endpoint=http://", StringComparison.Ordinal);
            if (at >= 0)
            {
                var target = new Uri(parts[i][(at + "Endpoint=".Length)..]);
                var front = await storage.FrontAsync(new Uri(target.GetLeftPart(UriPartial.Authority)));
                parts[i] = $"{parts[i][..at]}Endpoint={front}{target.AbsolutePath}";
            }
        }

        storage.ConnectionString = string.Join(';', parts) + ";";
        return storage;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var front in _fronts)
        {
            await front.DisposeAsync();
        }

        _client.Dispose();
    }

    private async Task<string> FrontAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, target));
        await app.StartAsync();
        _fronts.Add(app);
        return app.Urls.Single();
    }

    private async Task AnswerAsync(HttpContext context, Uri target)
    {
        var dice = Dice();
        if (dice < _share)
        {
            Interlocked.Increment(ref _faults);
            if (dice < _share * 0.4)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }

            if (dice < _share * 0.8)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }
        }

        try
        {
            using var answer = await ForwardAsync(context, target);
            if (dice < _share)
            {
                // Carried out, but the asker is not told.
                context.Abort();
                return;
            }

            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !NotForwarded.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            {
                context.Response.Headers[name] = values.ToArray();
            }

            if (answer.Content.Headers.ContentLength is { } length)
            {
                context.Response.ContentLength = length;
            }

            if (!HttpMethods.IsHead(context.Request.Method) && answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
            {
                await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // The asker was killed, or will ask again.
            context.Abort();
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, Uri target)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, context.Request.Path.ToUriComponent() + context.Request.QueryString));
        if (body.Length > 0 || HttpMethods.IsPut(context.Request.Method) || HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !NotForwarded.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return await _client.SendAsync(request, context.RequestAborted);
    }

    private double Dice()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
