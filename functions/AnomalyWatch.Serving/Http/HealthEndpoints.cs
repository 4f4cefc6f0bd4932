using AnomalyWatch.Pipeline.Alerting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary><c>GET /healthz</c> says that the process lives, <c>GET /readyz</c> that storage answers and the stages go on.</summary>
public static class HealthEndpoints
{
    private const int RetrySeconds = 2;
    private static readonly TimeSpan StorageTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Adds the routes; without <paramref name="incidents"/> only the stages count.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<bool> isRunning, IIncidentStore? incidents)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/healthz", reads, context => SayAsync(context, "alive"));
        routes.MapMethods("/readyz", reads, async context =>
        {
            var fault = !isRunning() ? "The stages have stopped." : incidents is null ? null : await StorageFaultAsync(incidents, context.RequestAborted).ConfigureAwait(false);
            await (fault is null
                ? SayAsync(context, "ready")
                : JsonReply.SendLaterAsync(context.Response, StatusCodes.Status503ServiceUnavailable, fault, RetrySeconds)).ConfigureAwait(false);
        });
    }

    private static Task SayAsync(HttpContext context, string status) => JsonReply.SendAsync(context.Response, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteEndObject();
    });

    private static async Task<string?> StorageFaultAsync(IIncidentStore incidents, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StorageTimeout);
        try
        {
            await incidents.ListAsync(new IncidentQuery(Limit: 1), timeout.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return "The storage does not answer.";
        }
    }
}
