namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.AwsCloudWatch"/>: what a CloudWatch Logs subscription delivers, plain, gzipped, or as the event a forwarding
/// Lambda gets (<c>{"awslogs":{"data":"&lt;base64 of gzip&gt;"}}</c>); one document, an array of them, or one per line. Its lines are Lambda's
/// own, or records of CloudTrail where a trail writes to the log group.
/// </summary>
internal sealed class AwsCloudWatchFormat : ISourceFormat
{
    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        var documents = new AwsDocuments(tally, function, text.Length);
        foreach (var piece in pieces)
        {
            if (documents.Take(piece) is { } tooLarge)
            {
                return tooLarge;
            }

            if (tally.IsOver)
            {
                break;
            }
        }

        return tally.Finish();
    }
}
