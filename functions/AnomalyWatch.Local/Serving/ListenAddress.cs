using System.Net;

namespace AnomalyWatch.Local.Serving;

/// <summary>One address to listen on. A null <paramref name="Address"/> is the name <c>localhost</c>: both kinds of loopback.</summary>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Reads addresses separated by <c>;</c>, and says what is wrong with them.</summary>
    public static (IReadOnlyList<ListenAddress> Addresses, IReadOnlyList<string> Errors) Parse(string urls)
    {
        var addresses = new List<ListenAddress>();
        var errors = new List<string>();
        foreach (var text in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Fault(text, out var address) is { } fault)
            {
                errors.Add($"'{text}' {fault}");
            }
            else
            {
                addresses.Add(address!);
            }
        }

        if (addresses.Count == 0 && errors.Count == 0)
        {
            errors.Add($"must name an address to listen on, for instance {LocalOptions.DefaultUrls}.");
        }

        return (addresses, errors);
    }

    private static string? Fault(string text, out ListenAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return "is not a URL, for instance " + LocalOptions.DefaultUrls + ".";
        }

        if (uri.Scheme != Uri.UriSchemeHttp)
        {
            return "must begin with http://: there is no certificate here. Beyond loopback a proxy in front has to end TLS.";
        }

        if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            return "must be a host and a port only.";
        }

        var isIp = IPAddress.TryParse(uri.DnsSafeHost, out var ip);
        if (!isIp && uri.Host != "localhost")
        {
            return "must be an IP address (0.0.0.0 and [::] are all of this machine's) or localhost.";
        }

        if (!isIp && uri.Port == 0)
        {
            return "cannot take a free port on two addresses at once: name 127.0.0.1 or a port.";
        }

        address = new ListenAddress(ip, uri.Port);
        return null;
    }
}
