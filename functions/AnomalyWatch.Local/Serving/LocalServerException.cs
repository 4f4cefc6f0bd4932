namespace AnomalyWatch.Local.Serving;

/// <summary>The server cannot start or go on; the message is for the person who started it and says what to do.</summary>
public sealed class LocalServerException(string message, Exception? inner = null) : Exception(message, inner);
