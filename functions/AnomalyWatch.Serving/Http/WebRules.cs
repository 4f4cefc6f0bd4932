using AnomalyWatch.Serving.Authentication;
using Microsoft.AspNetCore.Builder;

namespace AnomalyWatch.Serving.Http;

/// <summary>What every request goes through before it comes to an endpoint, in this order.</summary>
public static class WebRules
{
    /// <summary>Adds the rules; the services need what <c>AddRoutingCore</c> and <c>AddRateLimiter</c> add.</summary>
    /// <param name="app">The way of a request.</param>
    /// <param name="guard">Lets in who has a credential.</param>
    /// <param name="isCredentialRequired">Whether everybody needs one.</param>
    /// <param name="say">Is told of failures of ours, without any content.</param>
    public static void Use(IApplicationBuilder app, CredentialGuard guard, bool isCredentialRequired, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(guard);
        app.Use(SafetyHeaders.AddAsync);
        app.Use(new Failures(say).HandleAsync);
        app.Use(new HostGuard(anyHost: isCredentialRequired).CheckAsync);
        app.Use(guard.CheckAsync);
        app.UseRateLimiter();
        app.UseRouting();
    }
}
