using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>The signature of Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>, over exactly the bytes that are sent.</summary>
internal static class WebhookSignature
{
    /// <summary>The header <c>webhook-signature</c>: <c>v1,</c> and base64, once for each secret (two while one is replaced by another), separated by spaces.</summary>
    public static string Of(string id, long timestamp, ReadOnlySpan<byte> body, IEnumerable<WebhookSecret> secrets)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret.Key, signed))));
    }
}
