namespace AnomalyWatch.Local.Storage;

/// <summary>There is no storage to work with; the message says what to do.</summary>
public sealed class StorageUnavailableException(string message) : Exception(message);
