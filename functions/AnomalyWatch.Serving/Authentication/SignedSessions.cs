using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Serving.Authentication;

/// <summary>
/// Sessions that every instance of an app knows without a place to keep them: the cookie says until when and by which key, and is signed with that key's hash,
/// which only the app's own secret holds. One ends with its time or with its key; signing out takes only the browser's cookie away.
/// </summary>
public sealed class SignedSessions(Authenticator authenticator, TimeProvider time) : ISessions
{
    private const int LongestCookie = 256;
    private const int KeyIdDigits = 16;

    /// <inheritdoc/>
    public string? Begin(string key)
    {
        if (authenticator.FindKey(key) is not { IsReader: true })
        {
            return null;
        }

        var hash = KeyText.Hash(key);
        var said = string.Create(CultureInfo.InvariantCulture, $"{IdOf(hash)}.{(time.GetUtcNow() + ISessions.Length).ToUnixTimeSeconds()}");
        return $"{said}.{Sign(said, hash)}";
    }

    /// <inheritdoc/>
    public string? Find(string? cookie)
    {
        if (cookie is not { Length: > 0 and <= LongestCookie } || cookie.Split('.') is not [var id, var end, var signature])
        {
            return null;
        }

        if (!long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds <= time.GetUtcNow().ToUnixTimeSeconds())
        {
            return null;
        }

        var name = default(string);
        foreach (var key in authenticator.Readers())
        {
            var isRight = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign($"{id}.{end}", key.Hash)), Encoding.UTF8.GetBytes(signature));
            name = isRight && IdOf(key.Hash) == id ? key.Name : name;
        }

        return name;
    }

    /// <inheritdoc/>
    public void Forget(string? cookie)
    {
        // The browser is told to forget it; nothing is kept here.
    }

    // Enough to find the key by, and nothing that the signature could be made from.
    private static string IdOf(string keyHash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("id " + keyHash)))[..KeyIdDigits];

    private static string Sign(string said, string keyHash) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes("session " + keyHash), Encoding.UTF8.GetBytes(said)));
}
