using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Tokens signed with a shared access key, good for an hour. The connection string must have one.</summary>
public sealed class SharedAccessTokenSource(EventHubsConnectionString connection, TimeProvider time) : ITokenSource
{
    private readonly (string Name, string Value) _key = connection.HasKey
        ? (connection.KeyName!, connection.Key!)
        : throw new ArgumentException("The connection string has no key.", nameof(connection));

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValueTask<HubToken> GetTokenAsync(EventHubsEndpoint endpoint, string hub, CancellationToken cancellationToken)
    {
        var expiry = time.GetUtcNow() + Lifetime;
        var resource = Uri.EscapeDataString(AudienceOf(endpoint, hub));
        var seconds = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key.Value), Encoding.UTF8.GetBytes($"{resource}\n{seconds}"));
        var token = $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={seconds}&skn={Uri.EscapeDataString(_key.Name)}";
        return new ValueTask<HubToken>(new HubToken(token, "servicebus.windows.net:sastoken", expiry));
    }

    /// <inheritdoc/>
    public string AudienceOf(EventHubsEndpoint endpoint, string hub) => $"sb://{endpoint.Host}/{hub}";
}
