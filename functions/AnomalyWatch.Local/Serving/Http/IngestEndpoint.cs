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

        var delivery = MakeDelivery(context, body.Value);
        var result = DeliveryReader.Read(delivery);
        if (result.Status == IngestStatus.Read && result.Records.Count > 0)
        {
            try
            {
                // Not the request's own token: half a delivery would be taken in twice when it is sent again.
                await door.Pipeline.PublishAsync(Source(context), result.Records, TimeProvider.System.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                await RefuseAsync(response).ConfigureAwait(false);
                return;
            }
        }

        IngestMeters.Count(Source(context), result);
        await ReplyAsync(response, DeliveryReader.Reply(delivery, result)).ConfigureAwait(false);
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
            string.IsNullOrEmpty(function) ? null : function);
    }

    private static string Source(HttpContext context) => (string)context.GetRouteValue("source")!;

    private static Task RefuseAsync(HttpResponse response) =>
        JsonReply.SendLaterAsync(response, StatusCodes.Status503ServiceUnavailable, "The stages behind the door cannot keep up or are stopping: send this delivery again later.", RetrySeconds);

    private static Task ReplyAsync(HttpResponse response, DeliveryReply reply)
    {
        response.StatusCode = reply.StatusCode;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length;
        return response.Body.WriteAsync(reply.Body, response.HttpContext.RequestAborted).AsTask();
    }
}
