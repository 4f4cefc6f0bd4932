namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>Who has shown a valid key or token. Sending and reading are apart: a sender sees nothing, a reader sends nothing.</summary>
/// <param name="Name">The name that its owner gave it; never the secret. Rate limits go by it, so both keys of a rotation share one.</param>
/// <param name="IsReader">Whether it reads the page, incidents and quarantine instead of sending.</param>
/// <param name="Scope">What it may send.</param>
public sealed record Credential(string Name, bool IsReader, AccessScope Scope);
