namespace AnomalyWatch.EventHubsEmulator.Amqp.Security;

/// <summary>Checks the tokens put to <c>$cbs</c>, whichever of the two kinds they are.</summary>
internal sealed class TokenCheck(SharedAccessRules rules, Func<string, JwtClaim?>? checkJwt)
{
    /// <summary>The type by which <c>$cbs</c> knows tokens of Microsoft Entra ID.</summary>
    public const string JwtType = "jwt";

    /// <summary>Gives the claim of a token, or in <paramref name="refusal"/> the sentence that says why there is none.</summary>
    public AccessClaim? Check(string token, string? type, DateTimeOffset now, out string refusal)
    {
        // By how it begins: Python's client says of shared access signatures too that they are JWTs.
        if (type != JwtType || checkJwt is null || token.StartsWith(SharedAccessToken.Prefix, StringComparison.Ordinal))
        {
            return SharedAccessToken.Check(token, rules, now, out refusal);
        }

        refusal = "InvalidSignature: The token has an invalid signature.";
        if (checkJwt(token) is not { } claim)
        {
            return null;
        }

        refusal = "ExpiredToken: The token is expired.";
        return claim.ExpiresAt > now ? new AccessClaim(string.Empty, claim.Rights, claim.ExpiresAt) : null;
    }
}
