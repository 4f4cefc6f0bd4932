using AnomalyWatch.Local.Serving.Watching;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Local.Serving.Http;

/// <summary>
/// <c>GET /api/events</c>: server-sent events, one <c>incident</c> whenever one changes. What happened before or in between is read from
/// <c>/api/incidents</c> once the stream is open: from then on nothing is missed.
/// </summary>
internal sealed class EventsEndpoint(IncidentWatcher watcher, CancellationToken stopping)
{
    /// <summary>The most connections at the same time.</summary>
    public const int MaxConnections = 64;

    private const int RetrySeconds = 10;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private int _connections;

    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/events", ServeAsync);

    private async Task ServeAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > MaxConnections)
            {
                await JsonReply.SendLaterAsync(
                    context.Response, StatusCodes.Status503ServiceUnavailable, $"There are {MaxConnections} listeners already.", RetrySeconds).ConfigureAwait(false);
                return;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            try
            {
                await StreamAsync(context.Response, ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The listener or the server has gone: the stream ends.
            }
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task StreamAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        using var subscription = watcher.Subscribe();
        response.ContentType = "text/event-stream; charset=utf-8";
        await SendAsync(response, "retry: 2000\n\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var next = subscription.Changes.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            if (await Task.WhenAny(next, Task.Delay(Heartbeat, TimeProvider.System, cancellationToken)).ConfigureAwait(false) != next)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await SendAsync(response, ": still here\n\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (!await next.ConfigureAwait(false))
            {
                return; // it could not keep up; it connects anew and reads the list
            }

            while (subscription.Changes.TryRead(out var change))
            {
                await SendAsync(response, [.. "event: incident\ndata: "u8, .. change.Json, .. "\n\n"u8], cancellationToken).ConfigureAwait(false);
            }

            next = subscription.Changes.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private static async Task SendAsync(HttpResponse response, byte[] bytes, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
