namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>A record that could not be taken in, with its bytes.</summary>
/// <param name="Utf8">A text of one JSON value or one broken line, or a request in protobuf, that the same source can read by itself, once it can read it at all. Valid as long as the delivery's bytes are. Never into a log or an exception.</param>
/// <param name="Position">Where it lies in the delivery's text, in bytes from 0.</param>
/// <param name="Reason">Why it was refused; never any of the content.</param>
public readonly record struct RefusedRecord(ReadOnlyMemory<byte> Utf8, long Position, string Reason);
