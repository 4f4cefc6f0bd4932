using System.Globalization;
using AnomalyWatch.Pipeline.Ingesting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary>
/// <c>OPTIONS /api/ingest/cloudevents</c>: a sender of webhooks asks whether it may send (HTTP 1.1 Web Hooks for Event Delivery, section 4).
/// Everybody may ask; what is sent needs a credential all the same. A callback address is not called: a stranger chose it.
/// </summary>
public static class CloudEventsHandshake
{
    private const string RequestOrigin = "WebHook-Request-Origin";
    private const string AllowedOrigin = "WebHook-Allowed-Origin";
    private const string AllowedRate = "WebHook-Allowed-Rate";
    private const int LongestOrigin = 253;
    private const int SecondsPerMinute = 60;

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes, IngestLimits limits) =>
        routes.MapMethods($"{IngestPath.Prefix}/{Sources.CloudEvents}", [HttpMethods.Options], context =>
        {
            var response = context.Response;
            response.Headers.Allow = "POST, OPTIONS";
            string? origin = context.Request.Headers[RequestOrigin];
            if (origin is null)
            {
                response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }

            // It goes into a header of the reply.
            if (origin.Length is 0 or > LongestOrigin || !origin.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or ':'))
            {
                return JsonReply.SendErrorAsync(response, StatusCodes.Status400BadRequest, RequestOrigin + ": must be a host name.");
            }

            response.StatusCode = StatusCodes.Status200OK;
            response.Headers[AllowedOrigin] = origin;
            response.Headers[AllowedRate] = (limits.CredentialDeliveriesPerSecond * SecondsPerMinute).ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
}
