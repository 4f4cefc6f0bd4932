using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary><c>POST /api/ingest/{source}</c>, <c>/v1/traces</c> and <c>/v1/logs</c>: takes a delivery in.</summary>
public sealed class IngestEndpoint(SendersSite site)
{
    private const int RetrySeconds = 5;
    private const int LongestVersion = 32;
    private const string EventHeaders = "ce-";
    private const string FirehoseVersion = "X-Amz-Firehose-Protocol-Version";
    private const string FirehoseSource = "X-Amz-Firehose-Source-Arn";

    private readonly ByteBudget _budget = new(site.Limits.BytesAtOnce);

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(IngestPath.Prefix + "/{source}", TakeAsync);
        routes.MapPost(IngestPath.Traces, TakeAsync);
        routes.MapPost(IngestPath.Logs, TakeAsync);
    }

    private async Task TakeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var source = IngestPath.SourceOf(request.Path) ?? "";
        var attributes = source == Sources.CloudEvents ? EventAttributes(request.Headers) : null;
        if (!ContentTypes.IsTakenIn(request.ContentType, source, attributes is not null))
        {
            await JsonReply.SendErrorAsync(response, StatusCodes.Status415UnsupportedMediaType, ContentTypes.WhatIsTakenIn).ConfigureAwait(false);
            return;
        }

        using var share = _budget.Open();
        if (site.UnreadBytes() > site.Limits.UnreadBytes || !site.IsRunning() || !share.TryTake(request.ContentLength ?? 0))
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

        var delivery = MakeDelivery(request, source, attributes, body.Value);
        if (!share.TryTake(ByteBudget.Unpacked(body.Value.Length, delivery.ContentEncoding is not null)))
        {
            await RefuseAsync(response).ConfigureAwait(false);
            return;
        }

        await TakeAsync(context, delivery).ConfigureAwait(false);
    }

    private async Task TakeAsync(HttpContext context, Delivery delivery)
    {
        var scope = context.Features.Get<Credential>()?.Scope ?? AccessScope.All;
        var isWall = site.Clock == ClockMode.Wall;
        var screen = new RecordScreen(isWall ? delivery.ReceivedAt : null, scope) { Oldest = site.Limits.OldestRecord };
        if (await site.Intake.TakeAsync(delivery, screen, context.RequestAborted).ConfigureAwait(false) is not { } result)
        {
            await RefuseAsync(context.Response).ConfigureAwait(false);
            return;
        }

        IngestMeters.Count(delivery.Source, result);
        var isOutOfScope = result.Status == IngestStatus.OutOfScope;
        var reply = isOutOfScope ? null : DeliveryReader.Reply(delivery, result);
        result.Release();
        await (reply is null
            ? JsonReply.SendErrorAsync(context.Response, StatusCodes.Status403Forbidden, "This credential does not allow that.")
            : ReplyAsync(context.Response, reply)).ConfigureAwait(false);
    }

    private static Delivery MakeDelivery(HttpRequest request, string source, Dictionary<string, string>? attributes, ReadOnlyMemory<byte> body)
    {
        var encoding = request.Headers.ContentEncoding;
        var isFirehose = source == Sources.AwsFirehose;
        string? function = request.Query["function"];
        string? arn = isFirehose ? request.Headers[FirehoseSource] : default;
        string? version = isFirehose ? request.Headers[FirehoseVersion] : default;
        return new Delivery(
            source,
            body,
            encoding.Count == 0 || encoding == "identity" ? null : encoding.ToString(),
            TimeProvider.System.GetUtcNow(),
            string.IsNullOrEmpty(function) ? AwsPlace.FullName(request.Query["region"], arn) : function,
            request.ContentType,
            attributes)
        {
            ProtocolVersion = version?.Length > LongestVersion ? version[..LongestVersion] : version,
        };
    }

    // A structured event is known by its type; whatever else has the attributes' headers is in the binary mode.
    private static Dictionary<string, string>? EventAttributes(IHeaderDictionary headers)
    {
        var isStructured = headers.ContentType.ToString().StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase);
        var attributes = isStructured
            ? []
            : headers.Where(header => header.Key.StartsWith(EventHeaders, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);
        return attributes.Count > 0 ? attributes : null;
    }

    private static Task RefuseAsync(HttpResponse response) =>
        JsonReply.SendLaterAsync(response, StatusCodes.Status503ServiceUnavailable, "The stages behind the door cannot keep up, or are stopping, or cannot keep what they cannot read: send this delivery again later.", RetrySeconds);

    private static Task ReplyAsync(HttpResponse response, DeliveryReply reply)
    {
        response.StatusCode = reply.StatusCode;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length;
        return response.Body.WriteAsync(reply.Body, response.HttpContext.RequestAborted).AsTask();
    }
}
