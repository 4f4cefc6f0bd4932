namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.AwsCloudTrail"/>: records of CloudTrail as the file in S3 holds them (<c>{"Records":[...]}</c>), as EventBridge
/// delivers them (<c>{"detail-type":"AWS API Call via CloudTrail","detail":{...}}</c>), or bare; also in arrays or one per line.
/// </summary>
internal sealed class AwsCloudTrailFormat : ISourceFormat
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
            documents.Take(piece, packedAllowed: false);
            if (tally.IsOver)
            {
                break;
            }
        }

        return tally.Finish();
    }
}
