using System.Globalization;
using Azure.Core;

namespace AnomalyWatch.Tests.Streaming.EventHubs;

/// <summary>Hands out a new token of an hour each time it is asked, and remembers for what.</summary>
internal sealed class CountedCredential(TimeProvider time) : TokenCredential
{
    /// <summary>How each token begins.</summary>
    public const string Prefix = "eyJhbGciOiJub25lIn0.secret-";

    private int _given;

    /// <summary>How many tokens were handed out.</summary>
    public int Given => Volatile.Read(ref _given);

    /// <summary>The scopes that the last one was asked for.</summary>
    public IReadOnlyList<string> Scopes { get; private set; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes = requestContext.Scopes;
        return new AccessToken(Prefix + Interlocked.Increment(ref _given).ToString(CultureInfo.InvariantCulture), time.GetUtcNow().AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
