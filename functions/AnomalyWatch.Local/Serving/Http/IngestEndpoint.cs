using System.Text.Json;
using AnomalyWatch.Pipeline.Ingesting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Local.Serving.Http;

/// <summary><c>POST /api/ingest/{source}</c>: takes a delivery in.</summary>
internal static class IngestEndpoint
{
    /// <summary>The path before the source's name.</summary>
    public const string Path = "/api/ingest";

    private const int RetrySeconds = 5;

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes, DoorContext door) =>
        routes.MapPost(Path + "/{source}", context => TakeAsync(context, door));

    private static async Task TakeAsync(HttpContext context, DoorContext door)
    {
        var (request, response) = (context.Request, context.Response);
        if (!ContentTypes.IsTakenIn(request.ContentType))
        {
            await JsonReply.SendErrorAsync(response, StatusCodes.Status415UnsupportedMediaType, ContentTypes.WhatIsTakenIn).ConfigureAwait(false);
            return;
        }

        if (door.Invocations.UnreadBytes > door.Options.Limits.UnreadBytes || !door.IsRunning())
        {
            await RefuseAsync(response).ConfigureAwait(false);
            return;
        }

        var body = await BoundedBody.ReadAsync(context, IngestLimits.MaxBodyBytes).ConfigureAwait(false);
        if (body is null)
        {
            await JsonReply.SendErrorAsync(
                response, StatusCodes.Status413PayloadTooLarge, $"A body may have {IngestLimits.MaxBodyBytes} bytes: send less at once.").ConfigureAwait(false);
            return;
        }

        if (await door.Intake.TakeAsync(MakeDelivery(context, body.Value), context.RequestAborted).ConfigureAwait(false) is not { } result)
        {
            await RefuseAsync(response).ConfigureAwait(false);
            return;
        }

        IngestMeters.Count(Source(context), result);
        await ReplyAsync(response, result).ConfigureAwait(false);
    }

    private static Delivery MakeDelivery(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var encoding = context.Request.Headers.ContentEncoding;
        string? function = context.Request.Query["function"];
        return new Delivery(
            Source(context),
            body,
            encoding.Count == 0 || encoding == "identity" ? null : encoding.ToString(),
            TimeProvider.System.GetUtcNow(),
            string.IsNullOrEmpty(function) ? null : function,
            context.Request.ContentType);
    }

    private static string Source(HttpContext context) => (string)context.GetRouteValue("source")!;

    private static Task RefuseAsync(HttpResponse response) =>
        JsonReply.SendLaterAsync(response, StatusCodes.Status503ServiceUnavailable, "The stages behind the door cannot keep up, or are stopping, or cannot keep what they cannot read: send this delivery again later.", RetrySeconds);

    private static Task ReplyAsync(HttpResponse response, IngestResult result)
    {
        var status = result.Status switch
        {
            IngestStatus.Read => StatusCodes.Status202Accepted,
            IngestStatus.TooLarge => StatusCodes.Status413PayloadTooLarge,
            IngestStatus.UnknownSource => StatusCodes.Status404NotFound,
            IngestStatus.UnsupportedEncoding => StatusCodes.Status415UnsupportedMediaType,
            _ => StatusCodes.Status400BadRequest,
        };
        return status == StatusCodes.Status202Accepted
            ? JsonReply.SendAsync(response, status, json => Write(json, result))
            : JsonReply.SendErrorAsync(response, status, result.Error ?? "Nothing can be read from this delivery.");
    }

    private static void Write(Utf8JsonWriter json, IngestResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("accepted", result.Records.Count);
        json.WriteNumber("notInvocations", result.NotInvocations);
        json.WriteStartArray("rejected");
        foreach (var rejection in result.Rejections)
        {
            json.WriteStartObject();
            json.WriteNumber("index", rejection.Index);
            json.WriteString("reason", rejection.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("rejectedCount", result.RejectedCount);
        json.WriteEndObject();
    }
}
