using AnomalyWatch.Functions.Hosting;
using AnomalyWatch.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of readers: the page, incidents, people's answers, and what could not be read.</summary>
public sealed class Incidents(FunctionSite<ReadersSite> site)
{
    /// <summary>Answers a reader.</summary>
    [Function("Incidents")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "delete", Route = "{*path}")] HttpRequest request) =>
        site.AnswerAsync(request);
}
