using AnomalyWatch.Functions.Hosting;
using AnomalyWatch.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of all sources that post: <c>/api/ingest/{source}</c>, <c>/v1/traces</c>, <c>/v1/logs</c>, the handshake of CloudEvents, and whether the app is well.</summary>
public sealed class IngestHttp(FunctionSite<SendersSite> site)
{
    /// <summary>Answers a sender.</summary>
    [Function("IngestHttp")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "options", Route = "{*path}")] HttpRequest request) =>
        site.AnswerAsync(request);
}
