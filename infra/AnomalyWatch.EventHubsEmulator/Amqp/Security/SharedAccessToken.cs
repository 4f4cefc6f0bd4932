using System.Globalization;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Security;

/// <summary>What a valid token allows.</summary>
/// <param name="Path">The path it was made for, in small letters without slashes at its ends; empty for the whole namespace.</param>
/// <param name="Rights">The rights of its rule.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record AccessClaim(string Path, AccessRights Rights, DateTimeOffset ExpiresAt)
{
    /// <summary>Whether the claim reaches a path and allows at least one of the rights.</summary>
    public bool Covers(string path, AccessRights anyOf) =>
        (Rights & anyOf) != 0 && (Path.Length == 0 || path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal));
}

/// <summary>Checks shared access signatures: <c>SharedAccessSignature sr=..&amp;sig=..&amp;se=..&amp;skn=..</c>, the parts in any order.</summary>
internal static class SharedAccessToken
{
    /// <summary>How such a token begins; clients name the type of a token wrongly, so this decides.</summary>
    public const string Prefix = "SharedAccessSignature ";

    private const int MaxLength = 4096;

    /// <summary>Gives the claim of a token, or in <paramref name="refusal"/> the sentence of the service that says why there is none.</summary>
    public static AccessClaim? Check(string token, SharedAccessRules rules, DateTimeOffset now, out string refusal)
    {
        refusal = "InvalidSignature: The token has an invalid signature.";
        if (token.Length > MaxLength || !token.StartsWith(Prefix, StringComparison.Ordinal))
        {
            refusal = "MalformedToken: The credentials contained in the authorization header are not well-formed.";
            return null;
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in token[Prefix.Length..].Split('&'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                parts[part[..equals]] = part[(equals + 1)..];
            }
        }

        if (!parts.TryGetValue("sr", out var resource) || !parts.TryGetValue("sig", out var signature)
            || !parts.TryGetValue("se", out var expiry) || !parts.TryGetValue("skn", out var name)
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            refusal = "MalformedToken: The credentials contained in the authorization header are not well-formed.";
            return null;
        }

        // What is signed is the resource as it stands in the token, encoded.
        var rule = rules.Find(Uri.UnescapeDataString(name));
        if (rule is null || !rule.HasSigned($"{resource}\n{expiry}", Uri.UnescapeDataString(signature)))
        {
            return null;
        }

        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (expiresAt <= now)
        {
            refusal = "ExpiredToken: The token is expired.";
            return null;
        }

        return new AccessClaim(PathOf(Uri.UnescapeDataString(resource)), rule.Rights, expiresAt);
    }

    /// <summary>The path of a resource or audience such as <c>sb://host:port/hub/partitions/0</c>.</summary>
    public static string PathOf(string resource)
    {
        var scheme = resource.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? resource : resource[(scheme + 3)..];
        var slash = scheme < 0 ? 0 : rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? string.Empty : rest[slash..].Trim('/').ToLowerInvariant();
    }
}
