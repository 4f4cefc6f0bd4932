using System.Net;
using System.Net.Http.Headers;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>
/// Posts JSON to receivers, for all channels: one attempt, no redirects, a limit in time and in what is read of the answer. Nothing that
/// it returns or throws holds the address, a header or what the receiver wrote. Safe for concurrent use.
/// </summary>
public sealed class HttpPoster : IDisposable
{
    /// <summary>How much of an answer is read.</summary>
    public const int MaxAnswerBytes = 8 * 1024;

    /// <summary>How long an attempt may take (Standard Webhooks: 15 to 30 s).</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly ProductInfoHeaderValue Agent = new("AnomalyWatch", "1");

    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;

    /// <summary>Uses a handler (not disposed of with the poster), or, where it is null, one of its own. A handler that follows redirects is refused.</summary>
    public HttpPoster(TimeProvider time, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (handler is SocketsHttpHandler { AllowAutoRedirect: true } or HttpClientHandler { AllowAutoRedirect: true })
        {
            throw new ArgumentException("The handler must not follow redirects.", nameof(handler));
        }

        _time = time;
        _http = handler is null ? new HttpMessageInvoker(CreateHandler()) : new HttpMessageInvoker(handler, disposeHandler: false);
    }

    /// <summary>
    /// Makes one attempt. <paramref name="judge"/> may judge an answer with status 200 from its first <see cref="MaxAnswerBytes"/>; null from it means
    /// that the status holds. Throws only <see cref="OperationCanceledException"/>, and that only when the caller cancelled.
    /// </summary>
    public async Task<DeliveryResult> PostAsync(
        SecretUri address,
        ReadOnlyMemory<byte> json,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        Func<ReadOnlyMemory<byte>, DeliveryResult?>? judge,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(headers);
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, address.Reveal()) { Content = new ReadOnlyMemoryContent(json) };
        request.Content.Headers.ContentType = Json;
        request.Headers.UserAgent.Add(Agent);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var result = Judge(response);
            if (judge is null || response.StatusCode != HttpStatusCode.OK)
            {
                return result;
            }

            return judge(await ReadAsync(response.Content, either.Token)) ?? result;
        }
        catch (Exception exception)
        {
            // Its message may name the host, its stack trace nothing we need: neither goes on.
            cancellationToken.ThrowIfCancellationRequested();
            var detail = exception switch
            {
                OperationCanceledException => $"No answer within {Timeout.TotalSeconds:0} s.",
                HttpRequestException { HttpRequestError: var error } => $"Network error ({error}).",
                _ => $"The call failed ({exception.GetType().Name}).",
            };
            return new DeliveryResult(DeliveryOutcome.Retry, null, detail, MayHaveArrived: !NeverLeft(exception));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Without propagator there is no tracing of requests either: a trace would show addresses that are secrets.</summary>
    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 16,
    };

    /// <summary>Whether there was no connection over which the message could have gone.</summary>
    private static bool NeverLeft(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    private DeliveryResult Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var outcome = StatusRule.Of(status);
        var wait = outcome == DeliveryOutcome.Retry ? RetryAfter.Of(response.Headers, _time.GetUtcNow()) : null;
        return outcome == DeliveryOutcome.Delivered ? DeliveryResult.Delivered : new DeliveryResult(outcome, wait, StatusRule.Detail(status));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxAnswerBytes];
        try
        {
            using var stream = await content.ReadAsStreamAsync(cancellationToken);
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return buffer.AsMemory(0, length);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The status said that it was taken; saying it again would be worse than not reading on.
            return ReadOnlyMemory<byte>.Empty;
        }
    }
}
