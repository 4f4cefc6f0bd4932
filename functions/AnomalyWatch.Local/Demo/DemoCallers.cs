using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Local.Demo;

/// <summary>
/// The demo's callers, all made up: addresses from the private ranges and those kept for documentation (RFC 1918, RFC 5737), networks from
/// the numbers kept for private use and documentation (RFC 6996, RFC 5398).
/// </summary>
internal static class DemoCallers
{
    private static readonly string[] Countries = ["de", "fr", "us", "gb", "pl", "in", "br", "jp"];

    /// <summary>Who holds a stolen credential. The credential is a real one of the company's, but has never called these functions.</summary>
    public static readonly Caller Thief = new() { Principal = "svc-ci-deploy", Ip = "203.0.113.77", Network = "AS64496", Country = "nz", Agent = "python-requests/2.32" };

    /// <summary>Who tries one key after the other.</summary>
    public static readonly Caller Stranger = new() { Ip = "198.51.100.9", Network = "AS64511", Country = "cl", Agent = "Go-http-client/1.1" };

    /// <summary>One of a function's usual callers.</summary>
    public static Caller Of(DemoFunction function, Random random) => function.Audience switch
    {
        Audience.Services => Service(function.App, random.Next(3)),
        Audience.Public => Person(random.Next(5000)),
        _ => default,
    };

    private static Caller Service(string app, int number) => new()
    {
        Principal = $"svc-{app[(app.LastIndexOf('/') + 1)..]}-{number}",
        Ip = $"10.1.2.{number + 1}",
        Network = "AS64512",
        Country = "ie",
        Agent = "internal-client/3",
    };

    private static Caller Person(int number) => new()
    {
        Ip = $"192.0.2.{1 + (number % 250)}",
        Network = $"AS{64497 + (number % 11)}",
        Country = Countries[number % Countries.Length],
        Agent = "Mozilla/5.0",
    };
}
