namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.GcpLogging"/>: LogEntry objects of Cloud Logging, bare, in an array, one per line, or each in the envelope of a
/// Pub/Sub push (<c>{"message":{"data":"&lt;base64&gt;"}}</c>). Cloud Run's request log and the first generation's execution log hold invocations,
/// the audit log changes, Cloud Run's system log the starts of instances, which Pub/Sub brings one by one and apart from the requests that waited.
/// </summary>
internal sealed class GcpLoggingFormat : ISourceFormat
{
    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        var entries = new GcpEntries(tally);
        foreach (var piece in pieces)
        {
            entries.Take(piece);
        }

        return tally.Finish() with { RequestId = pieces.Count == 1 ? entries.MessageId : null };
    }

    /// <summary>
    /// Pub/Sub takes any 2xx for "do not send this again", and sends everything else until its time is over: a message that cannot be read would come
    /// for days, so it is taken all the same, and what became of it stands in the reply and in the quarantine.
    /// </summary>
    public DeliveryReply Reply(IngestResult result, DateTimeOffset receivedAt) =>
        result is { Status: IngestStatus.Malformed, RequestId: not null } ? DeliveryReply.Counts(result) : DeliveryReply.Usual(result);
}
