namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>What proves to the service who we are. Does not print its value.</summary>
/// <param name="Value">The token.</param>
/// <param name="Type">Its type as <c>$cbs</c> names it.</param>
/// <param name="ExpiresAt">Until when it holds.</param>
public sealed record HubToken(string Value, string Type, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} until {ExpiresAt:O}";
}
