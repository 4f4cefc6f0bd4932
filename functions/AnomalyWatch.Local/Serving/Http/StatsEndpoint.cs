using System.Text.Json;
using AnomalyWatch.Local.Serving.Watching;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Local.Serving.Http;

/// <summary><c>GET /api/stats</c>: what the stages of this process have counted since it started.</summary>
internal static class StatsEndpoint
{
    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes, MeterTotals totals) =>
        routes.MapGet("/api/stats", context => JsonReply.SendAsync(context.Response, StatusCodes.Status200OK, json => Write(json, totals)));

    private static void Write(Utf8JsonWriter json, MeterTotals totals)
    {
        json.WriteStartObject();
        json.WriteString("startedAt", totals.StartedAt.UtcDateTime);
        json.WriteNumber("uptimeSeconds", Math.Floor(totals.Uptime.TotalSeconds));
        json.WriteStartObject("instruments");
        foreach (var instrument in totals.Read())
        {
            json.WriteStartObject(instrument.Name);
            json.WriteString("unit", instrument.Unit);
            json.WriteNumber("total", instrument.ByTags.Sum(pair => pair.Value));
            json.WriteStartObject("byTags");
            foreach (var (tags, value) in instrument.ByTags.Where(pair => pair.Key.Length > 0))
            {
                json.WriteNumber(tags, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
