using System.Globalization;
using System.Text.Json;
using Amqp;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary>
/// <c>GET /api/quarantine</c>: what could not be read; <c>GET /api/quarantine/{id}</c>: its bytes, as a file to save;
/// <c>POST /api/quarantine/{id}/retry</c>: tries it again; <c>DELETE /api/quarantine/{id}</c>: throws it away.
/// </summary>
public static class QuarantineEndpoints
{
    private const string Path = "/api/quarantine";
    private const int DefaultLimit = 100;
    private const int MaxCursorLength = 64;
    private const int RetrySeconds = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ReadersSite site)
    {
        routes.MapGet(Path, context => AnswerAsync(context, stop => ListAsync(context, site.Quarantine, stop)));
        routes.MapGet(Path + "/{id}", context => AnswerAsync(context, stop => SendBytesAsync(context, site.Quarantine, stop)));
        routes.MapPost(Path + "/{id}/retry", context => AnswerAsync(context, stop => RetryAsync(context, site.Redrive, stop)));
        routes.MapDelete(Path + "/{id}", context => AnswerAsync(context, stop => RemoveAsync(context, site.Quarantine, stop)));
    }

    /// <summary>Where the storage or the hub fails, or takes too long, the same may be asked again later.</summary>
    private static async Task AnswerAsync(HttpContext context, Func<CancellationToken, Task> answer)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        stop.CancelAfter(Timeout);
        try
        {
            await answer(stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is RequestFailedException or AggregateException or OperationCanceledException or IOException or TimeoutException or AmqpException
            && !context.RequestAborted.IsCancellationRequested
            && !context.Response.HasStarted)
        {
            await JsonReply.SendLaterAsync(
                context.Response, StatusCodes.Status503ServiceUnavailable, "The storage or the hub does not answer: ask again later.", RetrySeconds).ConfigureAwait(false);
        }
    }

    private static async Task ListAsync(HttpContext context, IQuarantine quarantine, CancellationToken stop)
    {
        var (limitText, cursor) = (context.Request.Query["limit"], context.Request.Query["cursor"]);
        var limit = DefaultLimit;
        if (limitText.Count > 0
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > QuarantineListing.MaxLimit))
        {
            await JsonReply.SendErrorAsync(
                context.Response, StatusCodes.Status400BadRequest, $"limit: must be a number from 1 to {QuarantineListing.MaxLimit}.").ConfigureAwait(false);
            return;
        }

        if (cursor.Count > 1 || cursor.ToString().Length > MaxCursorLength)
        {
            await JsonReply.SendErrorAsync(context.Response, StatusCodes.Status400BadRequest, "cursor: must be the 'next' of a page.").ConfigureAwait(false);
            return;
        }

        var listing = await quarantine.ListAsync(limit, cursor.Count == 0 ? null : cursor.ToString(), stop).ConfigureAwait(false);
        await JsonReply.SendAsync(context.Response, StatusCodes.Status200OK, json => QuarantineJson.Write(json, listing)).ConfigureAwait(false);
    }

    private static async Task SendBytesAsync(HttpContext context, IQuarantine quarantine, CancellationToken stop)
    {
        if (await quarantine.FindAsync(Id(context), stop).ConfigureAwait(false) is not { } content)
        {
            await SendNotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        // A stranger's bytes: never shown, never run, only saved. SafetyHeaders adds nosniff and a policy that allows nothing of theirs.
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{content.Item.Id}.bin\"";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.ContentLength = content.Bytes.Length;
        await context.Response.Body.WriteAsync(content.Bytes, stop).ConfigureAwait(false);
    }

    private static async Task RetryAsync(HttpContext context, QuarantineRedrive redrive, CancellationToken stop)
    {
        if (await redrive.RetryAsync(Id(context), stop).ConfigureAwait(false) is not { } result)
        {
            await SendNotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        await JsonReply.SendAsync(context.Response, StatusCodes.Status200OK, json => Write(json, result)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, RedriveResult result)
    {
        json.WriteStartObject();
        json.WriteBoolean("removed", result.Left is null);
        json.WriteNumber("accepted", result.Accepted);
        json.WriteNumber("notInvocations", result.NotInvocations);
        if (result.Left is { } left)
        {
            json.WritePropertyName("left");
            QuarantineJson.Write(json, left);
        }

        json.WriteEndObject();
    }

    private static async Task RemoveAsync(HttpContext context, IQuarantine quarantine, CancellationToken stop)
    {
        if (await quarantine.RemoveAsync(Id(context), stop).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await SendNotFoundAsync(context).ConfigureAwait(false);
    }

    private static string Id(HttpContext context) => (string)context.GetRouteValue("id")!;

    private static Task SendNotFoundAsync(HttpContext context) =>
        JsonReply.SendErrorAsync(context.Response, StatusCodes.Status404NotFound, "There is no such item in quarantine.");
}
