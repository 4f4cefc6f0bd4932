using System.Net;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Local.Serving.Http;

/// <summary>
/// Keeps web pages of others out. There is no authentication yet, and a page in the user's browser reaches loopback too: directly, or under a
/// name of its own that it lets point to 127.0.0.1. Programs send none of the headers that browsers add, and pass.
/// </summary>
internal static class HostGuard
{
    /// <summary>Refuses foreign hosts with 421 and requests from other sites with 403.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!IsOurs(request.Host, context.Connection.LocalPort))
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

    private static bool IsFromElsewhere(HttpRequest request)
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

        var origin = request.Headers.Origin;
        return origin.Count > 0 && !string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }
}
