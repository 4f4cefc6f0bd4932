using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary>
/// <c>POST /api/incidents/{id}/feedback</c> with <c>{"answer":"expected"|"noise"|"real"}</c>: a person's word on an incident is kept and goes through the log;
/// <c>GET /api/incidents/{id}/feedback</c>: who said what when; <c>GET /api/feedback</c>: the last month's answers of all incidents.
/// </summary>
public static class FeedbackEndpoints
{
    private const int RetrySeconds = 5;
    private const string Path = "/api/incidents/{id}/feedback";
    private const string Anybody = "loopback";

    private static readonly TimeSpan Listed = TimeSpan.FromDays(31);

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ReadersSite site)
    {
        routes.MapPost(Path, context => TakeAsync(context, site));
        routes.MapGet(Path, async context =>
        {
            if (await IncidentEndpoints.FindAsync(context, site.Incidents).ConfigureAwait(false) is { } incident)
            {
                await SendAsync(context, await site.Feedback.OfAsync(incident.Id, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
            }
        });
        routes.MapGet("/api/feedback", async context => await SendAsync(
            context, await site.Feedback.SinceAsync(site.Time.GetUtcNow() - Listed, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false));
    }

    private static async Task TakeAsync(HttpContext context, ReadersSite site)
    {
        if (await ReadAnswerAsync(context).ConfigureAwait(false) is not { } answer)
        {
            await JsonReply.SendErrorAsync(
                context.Response, StatusCodes.Status400BadRequest, "answer: must be expected, noise or real, in a JSON object of at most 1 KiB.").ConfigureAwait(false);
            return;
        }

        if (await IncidentEndpoints.FindAsync(context, site.Incidents).ConfigureAwait(false) is not { } incident)
        {
            return;
        }

        if (!site.IsRunning())
        {
            await JsonReply.SendLaterAsync(
                context.Response, StatusCodes.Status503ServiceUnavailable, "The stages are stopping: answer again later.", RetrySeconds).ConfigureAwait(false);
            return;
        }

        var feedback = new IncidentFeedback(incident.Id, answer, context.Features.Get<Credential>()?.Name ?? Anybody, site.Time.GetUtcNow());
        if (!await site.Feedback.AddAsync(feedback, context.RequestAborted).ConfigureAwait(false))
        {
            await JsonReply.SendErrorAsync(
                context.Response, StatusCodes.Status409Conflict, $"An incident can have {TableFeedback.MaxPerIncident} answers.").ConfigureAwait(false);
            return;
        }

        // Once it is kept it goes on, whoever hangs up: sent twice it counts once.
        var time = site.Telemetry.Clock == ClockMode.Wall ? feedback.At : incident.LastSeen;
        await site.Telemetry.ControlAsync(feedback.ToControl(incident, time), CancellationToken.None).ConfigureAwait(false);
        await JsonReply.SendAsync(context.Response, StatusCodes.Status202Accepted, json => FeedbackJson.Write(json, feedback)).ConfigureAwait(false);
    }

    private static async Task<FeedbackAnswer?> ReadAnswerAsync(HttpContext context) =>
        await BoundedBody.ReadAsync(context, FeedbackJson.MaxBytes).ConfigureAwait(false) is { } body ? FeedbackJson.Read(body) : null;

    private static Task SendAsync(HttpContext context, IReadOnlyList<IncidentFeedback> feedback) => JsonReply.SendAsync(context.Response, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("feedback");
        foreach (var one in feedback)
        {
            FeedbackJson.Write(json, one);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
