namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>Whose tokens are believed, and what they must say.</summary>
public sealed record TokenIssuer
{
    /// <summary>The name of the credential that a token of it becomes.</summary>
    public required string Name { get; init; }

    /// <summary>The values of <c>iss</c> that count.</summary>
    public required IReadOnlyList<string> Issuers { get; init; }

    /// <summary>The value of <c>aud</c>.</summary>
    public required string Audience { get; init; }

    /// <summary>A value that <c>roles</c> must hold (Microsoft Entra ID: an app role); null where none is asked for.</summary>
    public string? Role { get; init; }

    /// <summary>The value of <c>email</c>, which must be verified (Google: the service account of the push subscription); null where none is asked for.</summary>
    public string? Email { get; init; }

    /// <summary>Where the signing keys are: an https address or a file with a JSON Web Key Set.</summary>
    public required string Keys { get; init; }

    /// <summary>Whether its tokens read instead of sending.</summary>
    public bool IsReader { get; init; }

    /// <summary>What its tokens may send.</summary>
    public AccessScope Scope { get; init; } = AccessScope.All;
}
