using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>
/// Checks JSON Web Tokens: signature, issuer, audience, time, and the role or address that the issuer's entry asks for. Only asymmetric
/// algorithms count, so neither <c>none</c> nor an HMAC keyed with the public key gets through.
/// </summary>
public sealed class TokenCheck(IReadOnlyList<TokenIssuer> issuers, TimeProvider time)
{
    /// <summary>How far two clocks may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private const int Longest = 8 * 1024;

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = Longest };

    /// <summary>Who a token belongs to; null where it is not believed, without saying why.</summary>
    /// <param name="token">The token.</param>
    /// <param name="findKeys">Gives an issuer's keys, newly fetched where the key of the given id is not among those at hand; null where there are none.</param>
    public async Task<Credential?> FindAsync(string token, Func<TokenIssuer, string, Task<SigningKeys?>> findKeys)
    {
        ArgumentNullException.ThrowIfNull(findKeys);
        if (Read(token) is not { Kid: { Length: > 0 } kid } read)
        {
            return null;
        }

        foreach (var issuer in issuers)
        {
            // Looked at before the signature only to choose; the validation looks at it again.
            if (issuer.Issuers.Contains(read.Issuer, StringComparer.Ordinal)
                && await findKeys(issuer, kid).ConfigureAwait(false) is { } keys
                && keys.Has(kid)
                && await IsSoundAsync(token, issuer, keys).ConfigureAwait(false))
            {
                return new Credential(issuer.Name, issuer.IsReader, issuer.Scope);
            }
        }

        return null;
    }

    private JsonWebToken? Read(string token)
    {
        try
        {
            return token.Length <= Longest ? _handler.ReadJsonWebToken(token) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or FormatException)
        {
            return null;
        }
    }

    private async Task<bool> IsSoundAsync(string token, TokenIssuer issuer, SigningKeys keys)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuers = issuer.Issuers,
            ValidAudience = issuer.Audience,
            IssuerSigningKeys = keys.Keys,
            ValidAlgorithms = Algorithms,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
        }).ConfigureAwait(false);
        return result.IsValid && result.SecurityToken is JsonWebToken read && SaysEnough(read, issuer);
    }

    private bool IsInTime(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockSkew && (notBefore is null || now >= notBefore.Value - ClockSkew);
    }

    private static bool SaysEnough(JsonWebToken token, TokenIssuer issuer) =>
        (issuer.Role is null || token.Claims.Any(claim => claim.Type == "roles" && claim.Value == issuer.Role))
        && (issuer.Email is null
            || (token.TryGetPayloadValue<string>("email", out var email) && email == issuer.Email
                && token.TryGetPayloadValue<bool>("email_verified", out var isVerified) && isVerified));
}
