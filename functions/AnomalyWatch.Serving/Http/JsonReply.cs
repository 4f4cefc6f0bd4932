using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Serving.Http;

/// <summary>Replies in JSON.</summary>
public static class JsonReply
{
    /// <summary>Sends what <paramref name="write"/> writes.</summary>
    public static async Task SendAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.Body.WriteAsync(buffer.WrittenMemory, response.HttpContext.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Sends <c>{"error":"..."}</c>; never put content of a request into it.</summary>
    public static Task SendErrorAsync(HttpResponse response, int status, string error, string? traceId = null) => SendAsync(response, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", error);
        if (traceId is not null)
        {
            json.WriteString("traceId", traceId);
        }

        json.WriteEndObject();
    });

    /// <summary>Sends an error that goes away by waiting.</summary>
    public static Task SendLaterAsync(HttpResponse response, int status, string error, int seconds)
    {
        response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SendErrorAsync(response, status, error);
    }
}
