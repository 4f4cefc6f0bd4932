using Amqp;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>The node <c>$cbs</c>, to which clients put their tokens.</summary>
internal sealed class CbsNode(ConnectionClaims claims, TokenCheck tokens, TimeProvider time)
{
    private const string UnauthorizedCondition = "amqp:unauthorized-access";

    /// <summary>Answers a put-token.</summary>
    public NodeAnswer Answer(Message request)
    {
        var properties = request.ApplicationProperties;
        if (properties?["operation"] as string != "put-token" || properties["name"] is not string audience || request.Body is not string token)
        {
            return new NodeAnswer(400, "The request is no put-token.", Condition: "com.microsoft:argument-error");
        }

        var claim = tokens.Check(token, properties["type"] as string, time.GetUtcNow(), out var refusal);
        if (claim is null)
        {
            return new NodeAnswer(401, refusal, Condition: UnauthorizedCondition);
        }

        var path = SharedAccessToken.PathOf(audience);
        if (!claim.Covers(path, AccessRights.Manage))
        {
            return new NodeAnswer(401, "InvalidAudience: The authorization header contains a token signed for another audience.", Condition: UnauthorizedCondition);
        }

        return claims.Add(path, claim)
            ? new NodeAnswer(202, "Accepted")
            : new NodeAnswer(403, "The connection has put too many tokens.", Condition: "amqp:resource-limit-exceeded");
    }
}
