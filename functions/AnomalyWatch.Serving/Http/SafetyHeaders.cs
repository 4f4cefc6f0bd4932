using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Serving.Http;

/// <summary>Headers of every reply: nothing is run, framed, cached or shared that is not meant to be.</summary>
public static class SafetyHeaders
{
    /// <summary>What the page may load: itself only, and no inline script or style.</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Adds the headers before the reply is made.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        Apply(context.Response.Headers);
        return next(context);
    }

    /// <summary>Sets the headers.</summary>
    public static void Apply(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
