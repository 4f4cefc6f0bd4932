namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.AwsFirehose"/>: a request of Amazon Data Firehose to an HTTP endpoint,
/// <c>{"requestId","timestamp","records":[{"data":"&lt;base64&gt;"}]}</c>. The data are what <see cref="AwsDocuments"/> takes, plain or gzipped.
/// </summary>
/// <param name="version">What the header <c>X-Amz-Firehose-Protocol-Version</c> says; null where a request has none, as one of the quarantine's own.</param>
internal sealed class AwsFirehoseFormat(string? version = null) : ISourceFormat
{
    private const string KnownVersion = "1.0";
    private const int LongestRequestId = 128;

    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var request = pieces.Count == 1 ? JsonEnvelope.Open(pieces[0], "requestId", "records") : null;
        var requestId = request?.Text("requestId") is { Length: <= LongestRequestId } id ? id : null;
        if (version is not (null or KnownVersion))
        {
            return IngestResult.Failed(IngestStatus.Malformed, $"X-Amz-Firehose-Protocol-Version: is not {KnownVersion}, the only version that is known.") with { RequestId = requestId };
        }

        if (request?.Elements("records") is not { } records)
        {
            return IngestResult.Failed(IngestStatus.Malformed, "The body is no request of Firehose: it has no array of records (byte 0).") with { RequestId = requestId };
        }

        if (requestId is null && request.Text("requestId") is not null)
        {
            return IngestResult.Failed(IngestStatus.Malformed, $"requestId: longer than {LongestRequestId} characters (byte 0).");
        }

        var tally = new RecordTally();
        var documents = new AwsDocuments(tally, function, text.Length, FirehoseRequest.OfDocument);
        foreach (var record in records)
        {
            if (documents.TakePacked(record, "data", record, FirehoseRequest.OfRecord) is { } tooLarge)
            {
                return tooLarge with { RequestId = requestId };
            }

            if (tally.IsOver)
            {
                break;
            }
        }

        return tally.Finish() with { RequestId = requestId };
    }

    /// <summary>
    /// Firehose counts a request as delivered only where a 200 tells its own requestId and a time in milliseconds; anything else it tries again, and
    /// puts into its bucket in the end (docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html).
    /// </summary>
    public DeliveryReply Reply(IngestResult result, DateTimeOffset receivedAt) =>
        DeliveryReply.Json(result.Status == IngestStatus.Read ? 200 : DeliveryReply.StatusOf(result.Status), json =>
        {
            json.WriteString("requestId", result.RequestId ?? "");
            json.WriteNumber("timestamp", receivedAt.ToUnixTimeMilliseconds());
            if (result.Status != IngestStatus.Read)
            {
                json.WriteString("errorMessage", result.Error ?? "Nothing can be read from this delivery.");
            }
        });
}
