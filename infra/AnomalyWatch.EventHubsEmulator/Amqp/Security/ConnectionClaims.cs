namespace AnomalyWatch.EventHubsEmulator.Amqp.Security;

/// <summary>The claims of one connection; a new one for the same path takes the place of the old.</summary>
internal sealed class ConnectionClaims(TimeProvider time)
{
    private const int MaxClaims = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccessClaim> _claims = new(StringComparer.Ordinal);

    /// <summary>Whether there ever was a valid claim: the peer is no stranger any more.</summary>
    public bool Any { get; private set; }

    /// <summary>Takes a claim for the audience it was put for; false when the connection has as many as it may.</summary>
    public bool Add(string audience, AccessClaim claim)
    {
        lock (_gate)
        {
            if (_claims.Count >= MaxClaims && !_claims.ContainsKey(audience))
            {
                return false;
            }

            _claims[audience] = claim with { Path = audience };
            Any = true;
            return true;
        }
    }

    /// <summary>Whether a claim that has not expired reaches the path and allows one of the rights.</summary>
    public bool Allow(string path, AccessRights anyOf)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var claim in _claims.Values)
            {
                if (claim.ExpiresAt > now && claim.Covers(path, anyOf))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Lets all claims end now.</summary>
    public void Expire()
    {
        lock (_gate)
        {
            _claims.Clear();
        }
    }
}
