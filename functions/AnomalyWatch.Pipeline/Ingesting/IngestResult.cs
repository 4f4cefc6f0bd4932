namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What was read from a delivery.</summary>
/// <param name="Status">Whether anything could be read at all.</param>
/// <param name="Records">The records taken in, in the order they came.</param>
/// <param name="NotInvocations">How many records are sound but describe no invocation and no change (plain log lines, metrics).</param>
/// <param name="Rejections">The records that were refused; at most <see cref="MaxRejectionsListed"/> are listed.</param>
/// <param name="RejectedCount">How many were refused in all.</param>
/// <param name="Error">Where <paramref name="Status"/> is not <see cref="IngestStatus.Read"/>: why, with the byte position where there is one; never any of the content.</param>
public sealed record IngestResult(
    IngestStatus Status,
    RecordList Records,
    int NotInvocations,
    IReadOnlyList<RecordRejection> Rejections,
    int RejectedCount,
    string? Error)
{
    /// <summary>How many rejections a reply lists.</summary>
    public const int MaxRejectionsListed = 100;

    /// <summary>All refused records with their bytes, where <see cref="Status"/> is <see cref="IngestStatus.Read"/> and the bytes were to be kept.</summary>
    public IReadOnlyList<RefusedRecord> Refused { get; init; } = [];

    /// <summary>The function's full name, where the delivery as a whole told it and a record alone does not; else null.</summary>
    public string? Function { get; init; }

    /// <summary>Records that were read and then refused by <see cref="RecordScreen"/> for their age, as canonical records of <see cref="Sources.Invocations"/>.</summary>
    public IReadOnlyList<RefusedRecord> Screened { get; init; } = [];

    /// <summary>The place in the delivery of each accepted record, where refused ones or no invocations lie between them; else null.</summary>
    internal IReadOnlyList<int>? Places { get; init; }

    /// <summary>The place in the delivery, from 0, of an accepted record.</summary>
    internal int IndexOf(int record) => Places is { } places ? places[record] : record;

    /// <summary>
    /// The number that the sender gave the delivery and wants to hear of again (Firehose's <c>requestId</c>), or by which it knows that a
    /// message arrived (the <c>messageId</c> of a Pub/Sub push); null where its protocol has none.
    /// </summary>
    public string? RequestId { get; init; }

    /// <summary>What the delivery was unpacked into, to be used again for another.</summary>
    internal IReadOnlyList<UnpackedText> Texts { get; init; } = [];

    /// <summary>
    /// Gives back the room of the records and of the text, to be used for other deliveries: nobody may read <see cref="Records"/> after that. For whoever takes
    /// many deliveries in and is done with this one; others may leave it to the collector. The text stays where bytes of it are kept.
    /// </summary>
    public void Release()
    {
        Records.Release();
        if (Status == IngestStatus.Read && Refused.Count == 0 && Screened.Count == 0)
        {
            foreach (var text in Texts)
            {
                text.Release();
            }
        }
    }

    /// <summary>A delivery of which nothing could be read.</summary>
    public static IngestResult Failed(IngestStatus status, string error) => new(status, new RecordList(), 0, [], 0, error);
}
