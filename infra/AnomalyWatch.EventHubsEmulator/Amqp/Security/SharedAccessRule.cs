using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Security;

/// <summary>A named key and what it allows. The key shows in no text that this record makes.</summary>
internal sealed class SharedAccessRule(string name, string key, AccessRights rights)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>The name that tokens carry as <c>skn</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What it allows.</summary>
    public AccessRights Rights { get; } = rights;

    /// <summary>Whether a key is this rule's; takes the same time wherever it differs.</summary>
    public bool HasKey(string key) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), _key);

    /// <summary>Whether a signature is that of <paramref name="signed"/> under this rule's key; takes the same time wherever it differs.</summary>
    public bool HasSigned(string signed, string signature)
    {
        var expected = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(signed)));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(expected));
    }

    /// <summary>A token for everything in this namespace, as clients make it: for the emulator's own tests.</summary>
    public string Sign(string resource, DateTimeOffset expiry)
    {
        var encoded = Uri.EscapeDataString(resource);
        var seconds = expiry.ToUnixTimeSeconds();
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{encoded}\n{seconds}")));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(signature)}&se={seconds}&skn={Name}";
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
