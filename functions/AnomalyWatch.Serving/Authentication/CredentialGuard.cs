using System.Threading.RateLimiting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Serving.Authentication;

/// <summary>
/// Lets in who has a credential for what he asks, where credentials are required. 401: there is none, or it is wrong, revoked or expired;
/// 403: it is valid but for something else. Neither says more. Everything that is not for senders and not open is for readers, so a
/// new endpoint is closed until somebody opens it.
/// </summary>
public sealed class CredentialGuard : IDisposable
{
    private const string Unauthenticated = "A valid credential is needed.";
    private const string Forbidden = "This credential does not allow that.";

    private static readonly string[] Open = ["/healthz", "/readyz", SignInEndpoints.Path, "/page.css", "/icon.svg"];

    private readonly Authenticator _authenticator;
    private readonly ISessions _sessions;
    private readonly TokenBucketRateLimiter _failures;

    /// <summary>Guards by what an authenticator knows and by who has signed in.</summary>
    public CredentialGuard(Authenticator authenticator, ISessions sessions, IngestLimits limits)
    {
        (_authenticator, _sessions) = (authenticator, sessions);
        _failures = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.FailedAttemptsBurst,
            TokensPerPeriod = limits.FailedAttemptsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }

    /// <summary>Checks a request; who sent it is a feature of its context from then on.</summary>
    public async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        var isHandshake = HttpMethods.IsOptions(context.Request.Method) && IngestPath.SourceOf(path) == Sources.CloudEvents;
        if (!_authenticator.IsRequired || isHandshake || Array.Exists(Open, open => path.Equals(open, StringComparison.OrdinalIgnoreCase)))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var credential = await _authenticator.FindAsync(context.Request.Headers).ConfigureAwait(false);
        var source = IngestPath.SourceOf(path);
        var isForSenders = source is not null || path.StartsWithSegments("/api/clock", StringComparison.OrdinalIgnoreCase);
        if (credential is null && !isForSenders && _sessions.Find(context.Request.Cookies[ISessions.Cookie]) is { } name)
        {
            credential = new Credential(name, IsReader: true, AccessScope.All);
        }

        if (credential is null)
        {
            await RefuseAsync(context, isForSenders).ConfigureAwait(false);
        }
        else if (credential.IsReader == isForSenders || (isForSenders && (source is null ? !credential.Scope.IsAll : !credential.Scope.AllowsSource(source))))
        {
            await JsonReply.SendErrorAsync(context.Response, StatusCodes.Status403Forbidden, Forbidden).ConfigureAwait(false);
        }
        else
        {
            context.Features.Set(credential);
            await next(context).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _failures.Dispose();

    // Nothing is kept of a wrong key, so ten thousand different ones cost what one costs; and right ones are let in meanwhile.
    private Task RefuseAsync(HttpContext context, bool isForSenders)
    {
        using var attempt = _failures.AttemptAcquire();
        if (!attempt.IsAcquired)
        {
            return JsonReply.SendLaterAsync(context.Response, StatusCodes.Status429TooManyRequests, "Too many requests without a valid credential.", seconds: 1);
        }

        if (!isForSenders && context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = SignInEndpoints.Path;
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return JsonReply.SendErrorAsync(context.Response, StatusCodes.Status401Unauthorized, Unauthenticated);
    }
}
