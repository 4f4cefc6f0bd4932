namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>The service does not take the token that it was given: another of the same identity would fare no better. Never carries the token.</summary>
public sealed class TokenRefusedException(string message, Exception inner) : Exception(message, inner);
