using System.Diagnostics;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>The address of a receiver. Who has it can write there, so it prints as a placeholder.</summary>
[DebuggerDisplay(SecretText.Placeholder)]
public sealed class SecretUri
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Uri _value;

    private SecretUri(Uri value) => _value = value;

    /// <summary>
    /// Takes an address: absolute, https (http only on this machine itself), without user name and password. Returns null with
    /// what is wrong, which never quotes the address.
    /// </summary>
    public static SecretUri? TryCreate(SecretText text, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        fault = null;
        if (!Uri.TryCreate(text.Reveal(), UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            fault = "is not an absolute address";
        }
        else if (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
        {
            fault = "is neither https nor http";
        }
        else if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
        {
            fault = "must be https (http is for this machine itself only)";
        }
        else if (uri.UserInfo.Length > 0)
        {
            fault = "must not hold a user name or password";
        }

        return fault is null ? new SecretUri(uri!) : null;
    }

    /// <summary>The address itself. Only for the one place that uses it.</summary>
    public Uri Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => SecretText.Placeholder;
}
