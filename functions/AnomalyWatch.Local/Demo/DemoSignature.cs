using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Local.Demo;

/// <summary>
/// The receiver's half of Standard Webhooks, written from the specification and not from the sender's code, so that the demo would notice a
/// signature that only we can read.
/// </summary>
internal sealed class DemoSignature
{
    private const string Version = "v1,";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The secret to give to the sender; another one every time.</summary>
    public string Secret => "whsec_" + Convert.ToBase64String(_key);

    /// <summary>Whether a message was signed with the secret, and within five minutes of <paramref name="now"/>.</summary>
    public bool Holds(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)Tolerance.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes(Version + Convert.ToBase64String(HMACSHA256.HashData(_key, signed)));
        return signatures.Split(' ').Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected));
    }
}
