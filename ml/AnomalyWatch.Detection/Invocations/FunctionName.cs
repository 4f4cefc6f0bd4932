namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// The parts of a full function name: <c>azure/&lt;subscription&gt;/&lt;app&gt;/&lt;function&gt;</c>, <c>aws/&lt;account&gt;/&lt;region&gt;/&lt;name&gt;</c>,
/// <c>gcp/&lt;project&gt;/&lt;region&gt;/&lt;name&gt;</c>, <c>other/&lt;...&gt;</c>, all in lower case.
/// </summary>
public static class FunctionName
{
    /// <summary>The first part: <c>azure</c>, <c>aws</c>, <c>gcp</c> or <c>other</c>.</summary>
    public static string Provider(string function) => Prefix(function, 1);

    /// <summary>The cloud account: the first two parts, for instance <c>aws/123456789012</c>. Decides the partition of the hub <c>findings</c>.</summary>
    public static string Account(string function) => Prefix(function, 2);

    /// <summary>The app, where the name tells it (Azure only): the first three parts; otherwise null.</summary>
    public static string? App(string function)
    {
        var app = Prefix(function, 3);
        return app.Length < function.Length && function.StartsWith("azure/", StringComparison.Ordinal) ? app : null;
    }

    /// <summary>Whether a name is that of an app (Azure only), not of one of its functions: so a <see cref="Change"/> may name it.</summary>
    public static bool IsApp(string function) => function.StartsWith("azure/", StringComparison.Ordinal) && function.AsSpan().Count('/') == 2;

    /// <summary>Whether a name is that of a cloud account.</summary>
    public static bool IsAccount(string function) => Provider(function) is "azure" or "aws" or "gcp" && function.AsSpan().Count('/') == 1;

    /// <summary>Whether a name is a function's own, or that of its app, its account or any other beginning of whole parts.</summary>
    public static bool Covers(string prefix, string function) =>
        function.StartsWith(prefix, StringComparison.Ordinal)
        && (function.Length == prefix.Length || prefix.EndsWith('/') || function[prefix.Length] == '/');

    /// <summary>The last part, what a person calls the function.</summary>
    public static string LastPart(string function) => function[(function.LastIndexOf('/') + 1)..];

    /// <summary>The shortest name that tells functions of one cloud apart for a person: the last part, before it the app where there is one (<c>shop/checkout</c>).</summary>
    public static string Familiar(string function) => App(function) is { } app ? function[(app.LastIndexOf('/') + 1)..] : LastPart(function);

    private static string Prefix(string function, int parts)
    {
        var end = -1;
        for (var i = 0; i < parts; i++)
        {
            end = function.IndexOf('/', end + 1);
            if (end < 0)
            {
                return function;
            }
        }

        return function[..end];
    }
}
