namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>A key as it is kept: its hash, never itself.</summary>
public sealed record AccessKey
{
    /// <summary>What it is called by when it is revoked: the first 8 hexadecimal digits of the hash.</summary>
    public string Id => Hash[..8].ToLowerInvariant();

    /// <summary>The name that its owner gave it; the two keys of a rotation have one name.</summary>
    public required string Name { get; init; }

    /// <summary>The SHA-256 of the key, in hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Whether it reads instead of sending.</summary>
    public bool IsReader { get; init; }

    /// <summary>What it may send.</summary>
    public AccessScope Scope { get; init; } = AccessScope.All;

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is not valid any more, UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, UTC; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether it is valid at a time.</summary>
    public bool IsValidAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}
