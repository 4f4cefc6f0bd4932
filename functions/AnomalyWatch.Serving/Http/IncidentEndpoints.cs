using AnomalyWatch.Pipeline.Alerting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary><c>GET /api/incidents</c> and <c>GET /api/incidents/{id}</c>: what the tables hold.</summary>
public static class IncidentEndpoints
{
    private const int IdLength = 32;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, IIncidentStore incidents)
    {
        routes.MapGet("/api/incidents", context => ListAsync(context, incidents));
        routes.MapGet("/api/incidents/{id}", async context =>
        {
            if (await FindAsync(context, incidents).ConfigureAwait(false) is { } incident)
            {
                await JsonReply.SendAsync(context.Response, StatusCodes.Status200OK, json => IncidentJson.Write(json, incident)).ConfigureAwait(false);
            }
        });
    }

    /// <summary>The incident that the path names; null where there is none, and then the reply has been made.</summary>
    public static async Task<Incident?> FindAsync(HttpContext context, IIncidentStore incidents)
    {
        var id = (string)context.GetRouteValue("id")!;
        var incident = id.Length == IdLength && id.All(char.IsAsciiHexDigitLower)
            ? await incidents.FindAsync(id, context.RequestAborted).ConfigureAwait(false)
            : null;
        if (incident is null)
        {
            await JsonReply.SendErrorAsync(context.Response, StatusCodes.Status404NotFound, "There is no such incident.").ConfigureAwait(false);
        }

        return incident;
    }

    private static async Task ListAsync(HttpContext context, IIncidentStore incidents)
    {
        if (IncidentFilter.Read(context.Request.Query, out var query) is { } fault)
        {
            await JsonReply.SendErrorAsync(context.Response, StatusCodes.Status400BadRequest, fault).ConfigureAwait(false);
            return;
        }

        var found = await incidents.ListAsync(query, context.RequestAborted).ConfigureAwait(false);
        await JsonReply.SendAsync(context.Response, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("incidents");
            foreach (var incident in found)
            {
                IncidentJson.Write(json, incident);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
