using System.Text;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace AnomalyWatch.Serving.Authentication;

/// <summary><c>GET</c> and <c>POST /sign-in</c>, <c>POST /sign-out</c>: a reader's key becomes a session, held in a cookie that no script sees and no other site sends.</summary>
public static class SignInEndpoints
{
    /// <summary>Where one signs in.</summary>
    public const string Path = "/sign-in";

    private const int MaxBodyBytes = 1024;
    private const string Field = "key";
    private const string Fault = "<!-- fault -->";

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="sessions">Who has signed in.</param>
    /// <param name="isAlwaysHttps">Whether something in front takes https only, whatever the request looks like here.</param>
    public static void Map(IEndpointRouteBuilder routes, ISessions sessions, bool isAlwaysHttps = false)
    {
        var page = Encoding.UTF8.GetString(PageEndpoints.Read("sign-in.html"));
        routes.MapGet(Path, context => ShowAsync(context, StatusCodes.Status200OK, page));
        routes.MapPost(Path, async context =>
        {
            if (await ReadKeyAsync(context).ConfigureAwait(false) is { } key && sessions.Begin(key) is { } session)
            {
                context.Response.Cookies.Append(ISessions.Cookie, session, new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Secure = isAlwaysHttps || IsHttps(context.Request),
                    MaxAge = ISessions.Length,
                    Path = "/",
                });
                GoTo(context.Response, "/");
                return;
            }

            await ShowAsync(context, StatusCodes.Status401Unauthorized, page.Replace(Fault, "<p role=\"alert\">That is no valid reader's key.</p>", StringComparison.Ordinal)).ConfigureAwait(false);
        });
        routes.MapPost("/sign-out", context =>
        {
            sessions.Forget(context.Request.Cookies[ISessions.Cookie]);
            context.Response.Cookies.Delete(ISessions.Cookie);
            GoTo(context.Response, Path);
            return Task.CompletedTask;
        });
    }

    private static async Task<string?> ReadKeyAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var body = await BoundedBody.ReadAsync(context, MaxBodyBytes).ConfigureAwait(false);
        return body is { } bytes && QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes.Span)).TryGetValue(Field, out var key) ? key.ToString().Trim() : null;
    }

    private static async Task ShowAsync(HttpContext context, int status, string page)
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ContentSecurityPolicy = SafetyHeaders.PagePolicy.Replace("form-action 'none'", "form-action 'self'", StringComparison.Ordinal);
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static void GoTo(HttpResponse response, string path)
    {
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = path;
    }

    // Behind a proxy that ends TLS only its header tells; a lie in it can only keep a browser from sending the cookie.
    private static bool IsHttps(HttpRequest request) => request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https";
}
