using Azure.Core;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Tokens of Microsoft Entra ID, for instance of the app's managed identity: no secret in the configuration.</summary>
public sealed class EntraTokenSource(TokenCredential credential) : ITokenSource
{
    private static readonly string[] Scopes = ["https://eventhubs.azure.net/.default"];

    /// <inheritdoc/>
    public async ValueTask<HubToken> GetTokenAsync(EventHubsEndpoint endpoint, string hub, CancellationToken cancellationToken)
    {
        var token = await credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellationToken).ConfigureAwait(false);
        return new HubToken(token.Token, "jwt", token.ExpiresOn);
    }

    /// <inheritdoc/>
    public string AudienceOf(EventHubsEndpoint endpoint, string hub) => $"amqps://{endpoint.Host}/{hub}";
}
