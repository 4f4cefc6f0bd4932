namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>What is known about bytes that could not be read. Holds nothing of their content.</summary>
public sealed record QuarantinedItem
{
    /// <summary>The longest <see cref="Reason"/> kept, in UTF-16 units.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>32 hexadecimal digits, see <see cref="QuarantineId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What the bytes are.</summary>
    public required QuarantineForm Form { get; init; }

    /// <summary>Under which name they came in: a source of the door, or <c>hub</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When they came in, UTC: at the door, or when the hub took them.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Why they could not be read, the last time that it was tried.</summary>
    public required string Reason { get; init; }

    /// <summary>Where in the delivery's text the first of the bytes lie, from 0; null where they are the whole.</summary>
    public long? Position { get; init; }

    /// <summary>The hub from which they came, or null.</summary>
    public string? Hub { get; init; }

    /// <summary>The hub's partition, or null.</summary>
    public int? Partition { get; init; }

    /// <summary>The event's place in the partition, or null.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>The places in the event of the records that could not be read, of those that are noted; null where no record was taken from it.</summary>
    public IReadOnlyList<int>? Records { get; init; }

    /// <summary>The encoding of the bytes (<c>gzip</c>), or null.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The media type that the sender named, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The function that the sender named beside the bytes, or null.</summary>
    public string? Function { get; init; }

    /// <summary>The version of the protocol that the sender named beside the bytes, or null.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>How many bytes.</summary>
    public required long Size { get; init; }

    /// <summary>How often it was tried again in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was last tried again, UTC; null where it never was.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }
}
