using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AnomalyWatch.Tests.Ingesting.Authentication;

/// <summary>An issuer of tokens with a key of its own.</summary>
internal sealed class SigningIssuer : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);

    public const string KeyId = "key-1";

    /// <summary>The public key as issuers publish it.</summary>
    public string KeySet
    {
        get
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{KeyId}}","n":"{{Base64UrlEncoder.Encode(key.Modulus)}}","e":"{{Base64UrlEncoder.Encode(key.Exponent)}}"}]}""";
        }
    }

    /// <summary>A token of good form; claims in pairs.</summary>
    public string Token(string issuer, string audience, DateTimeOffset from, params (string Name, object Value)[] claims) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = from.UtcDateTime,
            Expires = from.AddHours(1).UtcDateTime,
            Claims = claims.ToDictionary(claim => claim.Name, claim => claim.Value, StringComparer.Ordinal),
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256),
        });

    /// <summary>The same claims without a signature.</summary>
    public static string Unsigned(string token) => Encode($$"""{"alg":"none","typ":"JWT","kid":"{{KeyId}}"}""") + "." + token.Split('.')[1] + ".";

    /// <summary>The same claims signed with an HMAC, keyed with what everybody knows: the public key.</summary>
    public string SignedWithPublicKey(string token)
    {
        var text = Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{KeyId}}"}""") + "." + token.Split('.')[1];
        var hmac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), Encoding.UTF8.GetBytes(text));
        return text + "." + Base64UrlEncoder.Encode(hmac);
    }

    /// <summary>The same signature over other claims.</summary>
    public static string Forged(string token, string name, object value)
    {
        var parts = token.Split('.');
        var claims = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.DecodeBytes(parts[1]))!;
        claims[name] = value;
        return parts[0] + "." + Encode(JsonSerializer.Serialize(claims)) + "." + parts[2];
    }

    public void Dispose() => _rsa.Dispose();

    private static string Encode(string text) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(text));
}
