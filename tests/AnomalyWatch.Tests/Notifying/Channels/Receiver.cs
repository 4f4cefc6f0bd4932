using System.Collections.Concurrent;
using AnomalyWatch.Pipeline.Notifying.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AnomalyWatch.Tests.Notifying.Channels;

/// <summary>A real HTTP server on loopback that keeps what it was sent and answers as the test says, given the request and its number (from 1).</summary>
internal sealed class Receiver : IAsyncDisposable
{
    /// <summary>What stands in every address and must be seen nowhere.</summary>
    public static readonly string[] Secrets = ["T0kenInPath", "S1gnatureInQuery", "sig="];

    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Requests { get; } = new();

    public SecretUri Address => SecretUri.TryCreate(new SecretText(AddressText), out _)!;

    public string AddressText => $"{_app.Urls.Single()}/hooks/T0kenInPath?sig=S1gnatureInQuery";

    public static Task<Receiver> StartAsync(int status) => StartAsync((context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public static async Task<Receiver> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            int number;
            lock (receiver.Requests)
            {
                receiver.Requests.Enqueue(new Received(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, body.ToArray()));
                number = receiver.Requests.Count;
            }

            await answer(context, number);
        });
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
