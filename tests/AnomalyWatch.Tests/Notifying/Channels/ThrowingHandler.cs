namespace AnomalyWatch.Tests.Notifying.Channels;

/// <summary>A network that fails with an exception.</summary>
internal sealed class ThrowingHandler(Func<HttpRequestMessage, Exception> failure) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw failure(request);
}
