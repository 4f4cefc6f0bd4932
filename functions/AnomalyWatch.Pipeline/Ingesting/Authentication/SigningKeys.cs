using Microsoft.IdentityModel.Tokens;

namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>The public keys of an issuer, from a JSON Web Key Set.</summary>
public sealed class SigningKeys
{
    /// <summary>The largest set that is read, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private SigningKeys(IReadOnlyList<SecurityKey> keys) => Keys = keys;

    /// <summary>The keys.</summary>
    internal IReadOnlyList<SecurityKey> Keys { get; }

    /// <summary>
    /// Reads a set; null where it holds no key to check a signature with. A symmetric key in it is left out: whoever can read the set could
    /// sign with it.
    /// </summary>
    public static SigningKeys? Read(string json)
    {
        if (string.IsNullOrEmpty(json) || json.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            var keys = new JsonWebKeySet(json).Keys
                .Where(key => key.Kty is JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Use is null or "sig" && !string.IsNullOrEmpty(key.KeyId))
                .ToList<SecurityKey>();
            return keys.Count > 0 ? new SigningKeys(keys) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a key of this id is among them.</summary>
    public bool Has(string? id) => Keys.Any(key => key.KeyId == id);
}
