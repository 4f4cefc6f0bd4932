using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>
/// A key as its owner holds it: <c>aw_</c> and 256 random bits in base64url. One plain SHA-256 is enough to keep it by: slow hashes with a
/// salt are for secrets that people choose and others can guess, and nobody guesses 256 random bits however fast he hashes.
/// </summary>
public static class KeyText
{
    /// <summary>How every key begins, so that scanners for leaked secrets can know one.</summary>
    public const string Prefix = "aw_";

    private const int SecretBytes = 32;
    private const int Longest = 128;

    /// <summary>Makes a key. It is shown once and not kept.</summary>
    public static string Make() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The hash that a key is kept by, in hexadecimal digits.</summary>
    public static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Hashes what somebody shows; false for what cannot be a key, so that a long header costs nothing.</summary>
    public static bool TryHash(ReadOnlySpan<char> shown, Span<byte> hash)
    {
        if (shown.Length > Longest || !shown.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[Longest * 3];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(shown, utf8)], hash);
        return true;
    }
}
