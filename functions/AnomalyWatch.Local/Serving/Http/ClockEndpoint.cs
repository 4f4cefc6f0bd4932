using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Local.Serving.Http;

/// <summary><c>POST /api/clock/close</c>: says on recorded time that the input has ended, so that its last minutes are judged.</summary>
internal static class ClockEndpoint
{
    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes, TelemetryDoor telemetry) => routes.MapPost("/api/clock/close", async context =>
    {
        if (telemetry.Clock != ClockMode.Record)
        {
            await JsonReply.SendErrorAsync(context.Response, StatusCodes.Status409Conflict, "Only the clock of --clock record can be closed.").ConfigureAwait(false);
            return;
        }

        await telemetry.CloseClockAsync(CancellationToken.None).ConfigureAwait(false);
        await JsonReply.SendAsync(context.Response, StatusCodes.Status202Accepted, json =>
        {
            json.WriteStartObject();
            json.WriteString("clock", "closing");
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });
}
