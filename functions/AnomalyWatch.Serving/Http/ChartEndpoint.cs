using System.Globalization;
using System.Text;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Serving.Charts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary><c>GET /api/incidents/{id}/chart.svg</c>: observed against expected, of the strongest anomaly or of the one named by <c>anomaly</c>.</summary>
public static class ChartEndpoint
{
    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes, IIncidentStore incidents) =>
        routes.MapGet("/api/incidents/{id}/chart.svg", context => DrawAsync(context, incidents));

    private static async Task DrawAsync(HttpContext context, IIncidentStore incidents)
    {
        var incident = await IncidentEndpoints.FindAsync(context, incidents).ConfigureAwait(false);
        if (incident is null)
        {
            return;
        }

        string? wanted = context.Request.Query["anomaly"];
        var anomaly = wanted is null ? IncidentChart.Strongest(incident) : incident.Anomalies.FirstOrDefault(anomaly => anomaly.Id == wanted);
        if (anomaly is null)
        {
            await JsonReply.SendErrorAsync(context.Response, StatusCodes.Status404NotFound, "The incident has no such anomaly.").ConfigureAwait(false);
            return;
        }

        string? widthText = context.Request.Query["width"];
        var width = IncidentChart.DefaultWidth;
        if (widthText is not null
            && (!int.TryParse(widthText, NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is < IncidentChart.MinWidth or > IncidentChart.MaxWidth))
        {
            await JsonReply.SendErrorAsync(
                context.Response, StatusCodes.Status400BadRequest, $"width: must be a number from {IncidentChart.MinWidth} to {IncidentChart.MaxWidth}.").ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "image/svg+xml; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = IncidentChart.ContentSecurityPolicy;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(IncidentChart.Svg(anomaly, width)), context.RequestAborted).ConfigureAwait(false);
    }
}
