using System.Diagnostics;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>A signing secret of Standard Webhooks: <c>whsec_</c> and the base64 of 24 to 64 bytes. Prints as a placeholder.</summary>
[DebuggerDisplay(SecretText.Placeholder)]
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>The key for HMAC-SHA256. Only for the signature.</summary>
    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>Reads a secret; null where it is none.</summary>
    public static WebhookSecret? TryParse(SecretText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = text.Reveal();
        var key = new byte[MaxBytes + 3];
        return value.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(value[Prefix.Length..], key, out var length)
            && length is >= MinBytes and <= MaxBytes
                ? new WebhookSecret(key[..length])
                : null;
    }

    /// <inheritdoc/>
    public override string ToString() => SecretText.Placeholder;
}
