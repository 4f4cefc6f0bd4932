using System.Diagnostics;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Serving;
using AnomalyWatch.Serving.Authentication;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>
/// Answers the requests of one function by the rules and endpoints that the local program answers by. Everybody needs a credential, and the worker's own routing
/// has no say: a function has one route for all paths.
/// </summary>
/// <typeparam name="TSite">Which site, so that each door finds its own.</typeparam>
public sealed class FunctionSite<TSite> : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Authenticator _authenticator;
    private readonly CredentialGuard _guard;
    private readonly RequestDelegate _answer;

    private FunctionSite(ServiceProvider services, Authenticator authenticator, CredentialGuard guard, RequestDelegate answer) =>
        (_services, _authenticator, _guard, _answer) = (services, authenticator, guard, answer);

    /// <summary>Puts a site together.</summary>
    /// <param name="settings">Whose keys and tokens are believed.</param>
    /// <param name="connections">The clock, and who is told of failures.</param>
    /// <param name="limits">How much is taken in at once.</param>
    /// <param name="map">Adds the site's endpoints.</param>
    /// <param name="incidents">The storage that has to answer for the site to be ready; null where none has.</param>
    internal static FunctionSite<TSite> Of(
        AppSettings settings, Connections connections, IngestLimits limits, Action<IEndpointRouteBuilder, ISessions> map, IIncidentStore? incidents)
    {
        var collection = new ServiceCollection();
        collection.AddLogging().AddMetrics().AddRoutingCore().AddRateLimiter(rate => IngestRate.Configure(rate, limits));
        var listener = new DiagnosticListener("AnomalyWatch.Http");
        collection.AddSingleton(listener).AddSingleton<DiagnosticSource>(listener);
        var services = collection.BuildServiceProvider();
        var authenticator = new Authenticator(() => settings.Keys, settings.Issuers, isRequired: true, connections.Time);
        var sessions = new SignedSessions(authenticator, connections.Time);
        var guard = new CredentialGuard(authenticator, sessions, limits);
        var app = new ApplicationBuilder(services);
        WebRules.Use(app, guard, isCredentialRequired: true, connections.Say);
        app.UseEndpoints(routes =>
        {
            map(routes, sessions);
            HealthEndpoints.Map(routes, () => true, incidents);
        });
        return new FunctionSite<TSite>(services, authenticator, guard, app.Build());
    }

    /// <summary>Answers a request; what is returned adds nothing.</summary>
    public async Task<IActionResult> AnswerAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = request.HttpContext;
        context.SetEndpoint(null);
        request.RouteValues.Clear();
        await _answer(context).ConfigureAwait(false);
        return new EmptyResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _guard.Dispose();
        _authenticator.Dispose();
        _services.Dispose();
    }
}
