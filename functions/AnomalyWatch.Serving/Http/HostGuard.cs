using System.Net;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Serving.Http;

/// <summary>
/// Keeps web pages of others out. On loopback nobody needs a credential, and a page in the user's browser reaches loopback too: directly, or
/// under a name of its own that it lets point to 127.0.0.1. Programs send none of the headers that browsers add, and pass.
/// </summary>
/// <param name="anyHost">Whether any Host is right: where everybody needs a credential, a page under a name of its own has none.</param>
public sealed class HostGuard(bool anyHost)
{
    /// <summary>Refuses foreign hosts with 421 and requests from other sites with 403.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!anyHost && !IsOurs(request.Host, context.Connection.LocalPort))
        {
            return JsonReply.SendErrorAsync(context.Response, StatusCodes.Status421MisdirectedRequest, "The Host header must be a loopback name with this server's port.");
        }

        return IsFromElsewhere(request)
            ? JsonReply.SendErrorAsync(context.Response, StatusCodes.Status403Forbidden, "Requests from other web sites are refused.")
            : next(context);
    }

    private static bool IsOurs(HostString host, int port)
    {
        const int DefaultPort = 80;
        return (host.Port ?? DefaultPort) == port
            && (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Host, out var address) && IPAddress.IsLoopback(address)));
    }

    private bool IsFromElsewhere(HttpRequest request)
    {
        // A link from elsewhere that leads a person here is welcome; it changes nothing and its sender cannot read the answer.
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isRead && request.Headers["Sec-Fetch-Mode"] == "navigate")
        {
            return false;
        }

        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site != "same-origin" && site != "none")
        {
            return true;
        }

        // Behind a proxy the Host may not be the one that the browser saw.
        if (site.Count > 0 && anyHost)
        {
            return false;
        }

        var origin = request.Headers.Origin;
        return origin.Count > 0
            && !string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
            && !(anyHost && string.Equals(origin, $"https://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
    }
}
