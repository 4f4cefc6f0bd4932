using System.Text.Json;
using System.Text.Json.Serialization;

namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>
/// Reads the file that says whose tokens are believed: <c>{"tokens":[{"name","type":"entra","tenant","audience","role",..},
/// {"name","type":"google","audience","email",..}]}</c>. It holds no secret.
/// </summary>
public static class TokenIssuersFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxIssuers = 16;
    private const int LongestName = 64;

    private static readonly string[] GoogleIssuers = ["https://accounts.google.com", "accounts.google.com"];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads the issuers; all errors at once, one line each.</summary>
    public static (IReadOnlyList<TokenIssuer> Issuers, IReadOnlyList<string> Errors) Read(ReadOnlySpan<byte> utf8)
    {
        Form? form;
        try
        {
            form = utf8.Length <= MaxBytes ? JsonSerializer.Deserialize<Form>(utf8, Options) : null;
        }
        catch (JsonException exception)
        {
            return ([], [$"is not what is expected at line {exception.LineNumber + 1}: an object with 'tokens', and in each only the properties that the documentation names."]);
        }

        if (form?.Tokens is not { Count: > 0 and <= MaxIssuers } entries)
        {
            return ([], [$"must have 1 to {MaxIssuers} entries in 'tokens'."]);
        }

        var issuers = new List<TokenIssuer>();
        var errors = new List<string>();
        for (var i = 0; i < entries.Count; i++)
        {
            var faults = Faults(entries[i]).ToList();
            errors.AddRange(faults.Select(fault => $"tokens[{i}]: {fault}"));
            if (faults.Count == 0)
            {
                issuers.Add(Make(entries[i]));
            }
        }

        return (issuers, errors);
    }

    private static IEnumerable<string> Faults(Entry entry)
    {
        if (entry.Name is not { Length: > 0 and <= LongestName })
        {
            yield return $"'name' must have 1 to {LongestName} characters.";
        }

        if (string.IsNullOrEmpty(entry.Audience))
        {
            yield return "'audience' must be given.";
        }

        if (entry.Type is not ("entra" or "google"))
        {
            yield return "'type' must be 'entra' or 'google'.";
        }

        if (entry.Type == "entra" && (string.IsNullOrEmpty(entry.Tenant) || string.IsNullOrEmpty(entry.Role)))
        {
            yield return "'tenant' and 'role' must be given: without a role every program of the tenant could send.";
        }

        if (entry.Type == "google" && string.IsNullOrEmpty(entry.Email))
        {
            yield return "'email' must be given: without it every account of Google could send.";
        }

        if (entry.Keys?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true)
        {
            yield return "'keys' must be an https address or a file: whoever changes the keys on the way is believed.";
        }

        if (entry.Sources?.Count > AccessScope.MaxEntries || entry.Functions?.Count > AccessScope.MaxEntries)
        {
            yield return $"'sources' and 'functions' may have {AccessScope.MaxEntries} entries.";
        }
    }

    private static TokenIssuer Make(Entry entry)
    {
        var isEntra = entry.Type == "entra";
        return new TokenIssuer
        {
            Name = entry.Name!,
            Issuers = isEntra ? [$"https://login.microsoftonline.com/{entry.Tenant}/v2.0", $"https://sts.windows.net/{entry.Tenant}/"] : GoogleIssuers,
            Audience = entry.Audience!,
            Role = isEntra ? entry.Role : null,
            Email = isEntra ? null : entry.Email,
            Keys = entry.Keys ?? (isEntra ? $"https://login.microsoftonline.com/{entry.Tenant}/discovery/v2.0/keys" : "https://www.googleapis.com/oauth2/v3/certs"),
            IsReader = entry.Reader,
            Scope = new AccessScope(entry.Sources ?? [], [.. (entry.Functions ?? []).Select(function => function.ToLowerInvariant())]),
        };
    }

    private sealed record Form(IReadOnlyList<Entry>? Tokens);

    private sealed record Entry(
        string? Name, string? Type, string? Tenant, string? Audience, string? Role, string? Email, string? Keys, bool Reader, IReadOnlyList<string>? Sources, IReadOnlyList<string>? Functions);
}
