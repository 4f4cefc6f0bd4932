using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Names who called or changed something by what stays when keys and sessions change: the user or the role and its account, never an
/// access key, a session or a token. Null where the source tells nobody.
/// </summary>
internal static class PrincipalNaming
{
    // Roles that AWS makes for IAM Identity Center: many people share one, and the session is the person's own name.
    private const string SharedRole = "AWSReservedSSO_";

    /// <summary>
    /// CloudTrail's <c>userIdentity</c>: <c>123456789012/user/alice</c>, <c>123456789012/role/deploy</c> (whatever the session is called, and
    /// without the role's path, which only some records tell), <c>123456789012/root</c>, <c>apigateway.amazonaws.com</c>.
    /// </summary>
    public static string? OfAws(JsonElement? userIdentity)
    {
        if (userIdentity is not { } identity)
        {
            return null;
        }

        var issuer = identity.Object("sessionContext")?.Object("sessionIssuer");
        var account = identity.Text("accountId") ?? AccountIn(identity.Text("arn"));
        return Clean(identity.Text("type") switch
        {
            "Root" => Join(account, "root", null),
            "IAMUser" => Join(account, "user", LastPart(identity.Text("userName") ?? identity.Text("arn"))),
            "AssumedRole" => Join(issuer?.Text("accountId") ?? account, "role", RoleOf(identity, issuer)),
            // The name of a federated user is the caller's own choice; who stands behind it is the user that asked for the token.
            "FederatedUser" => Join(account, "user", LastPart(issuer?.Text("userName") ?? issuer?.Text("arn")) ?? LastPart(identity.Text("arn"))),
            "SAMLUser" or "WebIdentityUser" => Join(identity.Text("identityProvider"), "user", identity.Text("userName")),
            "IdentityCenterUser" => Join(account, "identity-center", identity.Object("onBehalfOf")?.Text("userId")),
            "AWSService" => identity.Text("invokedBy"),
            _ => null,
        } ?? identity.Text("invokedBy") ?? Join(account, "principal", BeforeColon(identity.Text("principalId"))));
    }

    /// <summary>The claims of Azure's Activity log: a person's sign-in name, an application's id, else the directory's object id.</summary>
    public static string? OfAzure(JsonElement? claims)
    {
        const string Soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
        if (claims is not { } claim)
        {
            return null;
        }

        var person = claim.Text(Soap + "upn", "upn", Soap + "emailaddress", Soap + "name", "unique_name");
        var isPerson = person?.Contains('@', StringComparison.Ordinal) == true;
        return Clean(isPerson ? person!.ToLowerInvariant()
            : claim.Text("appid", "azp") is { } application ? "app:" + application.ToLowerInvariant()
            : claim.Text("http://schemas.microsoft.com/identity/claims/objectidentifier", "oid") is { } id ? "object:" + id.ToLowerInvariant()
            : null);
    }

    /// <summary>Google's <c>authenticationInfo</c>: the e-mail address of a user or service account, whichever key it used, else the subject.</summary>
    public static string? OfGcp(JsonElement? authenticationInfo) =>
        Clean((authenticationInfo?.Text("principalEmail") ?? authenticationInfo?.Text("principalSubject"))?.ToLowerInvariant());

    private static string? RoleOf(JsonElement identity, JsonElement? issuer)
    {
        // arn:aws:sts::123456789012:assumed-role/ROLE/SESSION
        var parts = (identity.Text("arn") ?? "").Split('/', 3);
        var isAssumed = parts.Length >= 2 && parts[0].EndsWith(":assumed-role", StringComparison.Ordinal);
        var role = (isAssumed ? parts[1] : null) ?? LastPart(issuer?.Text("arn") ?? issuer?.Text("userName"));
        return isAssumed && parts.Length == 3 && role!.StartsWith(SharedRole, StringComparison.Ordinal) ? role + "/" + parts[2] : role;
    }

    private static string? Join(string? account, string kind, string? name) =>
        kind == "root" ? (account is null ? null : account + "/root")
        : name is null ? null
        : $"{account ?? FunctionNaming.Unknown}/{kind}/{name}";

    private static string? AccountIn(string? arn) => arn?.Split(':', 6) is { Length: 6 } parts && parts[4].Length > 0 ? parts[4] : null;

    private static string? LastPart(string? text) => text?[(text.LastIndexOf('/') + 1)..];

    // AROAEXAMPLE:session
    private static string? BeforeColon(string? text) => text?.Split(':', 2)[0];

    private static string? Clean(string? text) => InvocationRules.Clean(text, InvocationLimits.LongText);
}
