using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AnomalyWatch.Serving.Http;

/// <summary>A request's body in memory, up to a limit, whatever its length is said to be.</summary>
public static class BoundedBody
{
    private const int FirstSize = 64 * 1024;

    /// <summary>The body, or null where it is longer than the limit; no more than the limit is ever held.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, int limit)
    {
        // Counted here, so that the web server lets a sender finish and hear the answer (for a few seconds) instead of cutting him off.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Request.ContentLength > limit)
        {
            return null;
        }

        // The length that was promised is no reason to reserve it.
        var body = new ArrayBufferWriter<byte>(FirstSize);
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (body.WrittenCount + read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            foreach (var piece in read.Buffer)
            {
                body.Write(piece.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return body.WrittenMemory;
            }
        }
    }
}
