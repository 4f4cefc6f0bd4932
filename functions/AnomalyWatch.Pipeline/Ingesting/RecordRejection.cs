namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>A record that could not be taken in.</summary>
/// <param name="Index">Its place in the delivery, from 0.</param>
/// <param name="Reason">Why, with the byte position where there is one; never any of the content.</param>
public sealed record RecordRejection(int Index, string Reason);
