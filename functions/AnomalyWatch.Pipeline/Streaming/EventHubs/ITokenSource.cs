namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Where tokens for a hub come from: a shared access key, or Microsoft Entra ID.</summary>
public interface ITokenSource
{
    /// <summary>A token for a hub of a namespace. Throws what the source throws where there is none to be had.</summary>
    ValueTask<HubToken> GetTokenAsync(EventHubsEndpoint endpoint, string hub, CancellationToken cancellationToken);

    /// <summary>The name under which the token is put to <c>$cbs</c>.</summary>
    string AudienceOf(EventHubsEndpoint endpoint, string hub);
}
