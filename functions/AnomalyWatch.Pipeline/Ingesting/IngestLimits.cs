namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>How much one delivery may hold.</summary>
public static class IngestLimits
{
    /// <summary>Largest body as it comes in, still compressed: 20 MiB.</summary>
    public const int BodyBytes = 20 * 1024 * 1024;

    /// <summary>Largest body after decompression, all nested parts together: 64 MiB, as OTLP recommends.</summary>
    public const int DecodedBytes = 64 * 1024 * 1024;

    /// <summary>Most records in one delivery, of whatever kind.</summary>
    public const int Records = 200_000;

    /// <summary>Longest single record: 4 MiB, four times the largest log event a cloud takes.</summary>
    public const int RecordBytes = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of a record; a deeper one is refused by itself.</summary>
    public const int RecordDepth = 64;

    /// <summary>Deepest nesting of the whole body. More than a record's, so that one deep record does not cost its neighbours.</summary>
    public const int BodyDepth = 1_000;
}
